// A standard's page is long: what became of the last save is shown where one writes, too.
// The line below the form is the original, which portal.js speaks; its copies are silent.

const line = document.getElementById("save-status");
const beside = document.getElementById("save-beside");
const here = document.createElement("p");
here.className = "savehere savebar__s--bad";

function copyOf(node) {
  const copy = node.cloneNode(true);
  // A button outside its form needs to be told whose it is.
  if (copy.matches?.("button")) copy.setAttribute("form", "standard-form");
  return copy;
}

function words() {
  return [...line.childNodes].map(copyOf);
}

function show() {
  const bad = line.classList.contains("savebar__s--bad") || Boolean(line.querySelector(".savebar__p"));
  beside.replaceChildren(...words());
  beside.classList.toggle("savebar__s--bad", bad);
  here.replaceChildren(...(bad ? words() : []));
  here.hidden = !bad;
}

// On a narrow screen the rail is out of sight, so a failure is told below the field that was written last.
document.getElementById("standard-form").addEventListener("input", (event) => {
  event.target.closest(".govuk-form-group, fieldset")?.after(here);
});

// What a save puts right elsewhere may hold the focus, on its button: the focus stays in that section.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target } = event.detail;
  if (!target.contains(document.activeElement)) return;
  const section = target.closest("section");
  section.tabIndex = -1;
  section.focus({ preventScroll: true });
});

here.hidden = true;
new MutationObserver(show).observe(line, { childList: true, subtree: true, characterData: true, attributes: true });
