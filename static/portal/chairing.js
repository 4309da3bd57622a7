// The chairing page: nothing typed is lost when the page is left, whichever way.
const discussion = document.getElementById("discussion-form");
const words = document.getElementById("discussion-text");
let kept = words?.value;

document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful, xhr, requestConfig } = event.detail;
  if (elt !== discussion) return;
  const text = requestConfig.parameters.text ?? words.value;
  if (successful) kept = text;
  if (!xhr.status || xhr.status >= 500) noteUnheard(text);
  else forgetUnheard();
});

// What was sent and never answered may have arrived: the next save says so, and is no conflict with one's own words.
const MOST_UNHEARD = 20;

function unheard() {
  return [...discussion.querySelectorAll("input[name=unheard]")];
}

function forgetUnheard() {
  for (const one of unheard()) one.remove();
}

function noteUnheard(text) {
  const known = unheard();
  if (known.some((one) => one.value === text)) return;
  if (known.length >= MOST_UNHEARD) known[0].remove();
  const one = Object.assign(document.createElement("input"), { type: "hidden", name: "unheard", value: text });
  discussion.append(one);
}

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
  if (!words || words.value === kept) return;
  navigator.sendBeacon(discussion.action, new FormData(discussion));
  noteUnheard(words.value); // should the browser keep the page, and bring it back
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
  const cannotGoAlong = words && words.value !== kept && !navigator.onLine;
  if (cannotGoAlong || (halfWritten() && !leavingOnPurpose)) event.preventDefault();
});
