// The chairing page: nothing typed is lost when the page is left, whichever way.
const discussion = document.getElementById("discussion-form");
const words = document.getElementById("discussion-text");
let kept = words?.value;

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.elt === discussion && event.detail.successful) kept = event.detail.requestConfig.parameters.text ?? words.value;
});

// A press on the button that cannot get through is held back (keeping.js), and has kept nothing.
window.addEventListener("submit", (event) => {
  if (event.target === discussion && !event.defaultPrevented) kept = words.value;
});

// Leaving the box sends a change even when its words are saved already: then there is nothing to say, and no conflict.
discussion?.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target === discussion && words.value === kept) event.preventDefault();
});

// Words of the last seconds, which autosave has not sent yet, go along when the page is left.
window.addEventListener("pagehide", () => {
  if (words && words.value !== kept) navigator.sendBeacon(discussion.action, new FormData(discussion));
});

// A decision or an action half written is asked about: it cannot be kept for the person.
function halfWritten() {
  const fields = document.querySelectorAll("#decision-form textarea, #action-form input[name=title]");
  return [...fields].some((field) => field.value !== field.defaultValue);
}

let leavingOnPurpose = false;
document.addEventListener("submit", (event) => {
  leavingOnPurpose = ["decision-form", "action-form"].includes(event.target.id);
});
window.addEventListener("beforeunload", (event) => {
  if (halfWritten() && !leavingOnPurpose) event.preventDefault();
});
