// A standard's page: an automatic save that was led to the sign-in page has saved nothing, and must not look as if it had.

const SIGNED_OUT = "Not saved: you have been signed out. Copy your words before you leave this page, then sign in again.";
let signedOut = false;

function ledElsewhere(event) {
  const { requestPath, responsePath } = event.detail.pathInfo;
  return Boolean(responsePath) && requestPath !== responsePath;
}

document.addEventListener("htmx:beforeSwap", (event) => {
  if (ledElsewhere(event)) event.detail.shouldSwap = false;
});

// After portal.js, which has taken the answer for a save.
document.addEventListener("htmx:afterRequest", (event) => {
  if (!ledElsewhere(event)) return;
  const line = document.getElementById("save-status");
  line.textContent = SIGNED_OUT;
  line.classList.add("savebar__s--bad");
  signedOut = true;
});

window.addEventListener("beforeunload", (event) => {
  if (signedOut) event.preventDefault();
});
