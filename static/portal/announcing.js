// Saying things to screen readers.

export function announce(words) {
  const announcer = document.getElementById("announcer");
  announcer.textContent = "";
  // Emptied first and filled a moment later, or the same words twice would be heard once.
  setTimeout(() => { announcer.textContent = words; }, 50);
}
