// A standard's page: an automatic save that was led to the sign-in page has saved nothing, and must not look as if it had.

const SIGNED_OUT = "Not saved: you have been signed out. Copy your words before you leave this page, then sign in again.";

function ledElsewhere(event) {
  const { requestPath, responsePath } = event.detail.pathInfo;
  return Boolean(responsePath) && requestPath !== responsePath;
}

document.addEventListener("htmx:beforeSwap", (event) => {
  if (!ledElsewhere(event)) return;
  event.detail.shouldSwap = false;
  event.detail.isError = true;
});

// After portal.js has marked the line as bad.
document.addEventListener("htmx:afterRequest", (event) => {
  if (ledElsewhere(event)) document.getElementById("save-status").textContent = SIGNED_OUT;
});
