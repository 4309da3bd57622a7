// Nothing typed is lost: <form data-autosave="#its status line"> is saved while one writes, <form data-keep> by its button
// alone. What could not be saved stays on the page, which says why, tries again, and asks before it is left.
//
// The words are kept in the page and nowhere else in the browser: its storage outlives a session, and is open to
// whoever uses a shared computer next.
import { announce } from "./announcing.js";
import { csrfToken, heard, look, refresh } from "./session.js";

const LONGEST_WAIT = 60;
const USE_THE_BUTTON = "Not saved. Your words are still on this page: use the Save button.";
const MAY_NOT = "Not saved: you may no longer change this. Copy what you need before you leave the page.";
const NO_PORTAL = "Not saved: the portal does not answer. Your words are still on this page, and are saved when it does.";

const unsaved = new Map(); // form → whether it is worth trying again
const typed = new Set(); // forms with words that no save has taken with it
const unsent = new Set(); // fields that only a button sends, in a form that saves the rest by itself
const sending = new Set();
const leaving = new Set(); // forms whose button takes all words along: a save still waiting would come too late
const asking = new Set(); // forms whose button waits for the answer whether they can be sent
const refused = new Set(); // forms that were refused once for their token
let tries = 0;
let timer;

// ---------------------------------------------------------------- the status line

function statusLine(form) {
  if (form.dataset.autosave) return document.querySelector(form.dataset.autosave);
  return form.querySelector(".savebar__s") ?? newLine(form);
}

function newLine(form) {
  const line = document.createElement("p");
  line.className = "savebar__s";
  form.append(line);
  return line;
}

function saved(form) {
  const line = statusLine(form);
  line.classList.remove("savebar__s--bad");
  if (!form.dataset.saidSaved || unsaved.has(form) || line.querySelector(".savebar__p, .savebar__n")) announce(line.textContent.trim());
  form.dataset.saidSaved = "yes";
  unsaved.delete(form);
  refused.delete(form);
  tries = 0;
}

function notSaved(form, nodes, again = false) {
  const line = statusLine(form);
  const before = line.textContent.trim();
  if (nodes) line.replaceChildren(...[nodes].flat());
  line.classList.add("savebar__s--bad");
  if (!unsaved.has(form) || line.textContent.trim() !== before) announce(line.textContent.trim());
  unsaved.set(form, again);
  if (again) later();
}

// ---------------------------------------------------------------- what stands in the way

function signInLink() {
  const link = document.createElement("a");
  link.href = document.getElementById("session").dataset.signIn;
  link.target = "_blank";
  link.className = "govuk-link";
  link.textContent = "Sign in in another tab";
  return link;
}

function offline(form) {
  const then = form.dataset.autosave ? ", and are saved when the connection is back." : ". Press Save when it is back.";
  return `Not saved, no connection. Your words are still on this page${then}`;
}

function signedOut() {
  const words = "Not saved: you have been signed out. Your words are still on this page. ";
  return [words, signInLink(), ", then come back and press Save."];
}

/** Return what keeps a form from being saved, in words (an array or a string); null when nothing does. */
async function obstacle(form) {
  try {
    const { standing, name } = await look();
    if (standing === "out") return signedOut();
    if (standing === "other") {
      return `Not saved: ${name} is signed in here now. Your words are still on this page; sign in as yourself to save them.`;
    }
    return null;
  } catch {
    return offline(form);
  }
}

// ---------------------------------------------------------------- trying again

function later() {
  clearTimeout(timer);
  timer = setTimeout(retry, Math.min(2 ** (tries += 1), LONGEST_WAIT) * 1000);
}

async function retry() {
  for (const [form, again] of unsaved) {
    if (!again || !form.dataset.autosave || sending.has(form)) continue;
    const why = await obstacle(form);
    if (why) notSaved(form, why, true);
    else window.htmx.trigger(form, "change");
  }
}

// "answers": a page that asks by itself every few seconds was answered again.
for (const name of ["online", "focus", "answers"]) window.addEventListener(name, retry);

// ---------------------------------------------------------------- saving while one writes

function autosaving(event) {
  const form = event.detail.elt;
  return form instanceof HTMLFormElement && form.dataset.autosave ? form : null;
}

// A save that was led to the sign-in page has saved nothing, and must not look as if it had.
function ledElsewhere(event) {
  const { requestPath, responsePath } = event.detail.pathInfo;
  return Boolean(responsePath) && requestPath !== responsePath;
}

for (const name of ["input", "change"]) {
  document.addEventListener(name, (event) => {
    const form = event.target.closest?.("form[data-autosave]:not([data-leaves-by-itself])");
    if (!form) return;
    typed.add(form);
    leaving.delete(form);
  });
  // Before the form hears of it: a save would say "saved", and these words would not be.
  document.addEventListener(
    name,
    (event) => {
      if (!event.target.closest?.("[data-only-by-button]")) return;
      event.stopPropagation();
      unsent.add(event.target);
    },
    { capture: true },
  );
}

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = csrfToken();
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (leaving.has(autosaving(event))) event.preventDefault();
});

document.addEventListener("htmx:beforeSend", (event) => {
  const form = autosaving(event);
  if (!form) return;
  typed.delete(form);
  sending.add(form);
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.requestConfig.elt.dataset.autosave && ledElsewhere(event)) event.detail.shouldSwap = false;
});

document.addEventListener("htmx:afterRequest", (event) => {
  heard(event.detail.xhr.getResponseHeader("Session-Left"));
  const form = autosaving(event);
  if (!form) return;
  sending.delete(form);
  judge(form, event);
});

function judge(form, event) {
  const status = event.detail.xhr.status;
  if (!status) notSaved(form, offline(form), true);
  else if (status === 409) notSaved(form); // the answer to a conflict says itself what happened
  else if (ledElsewhere(event)) {
    notSaved(form, signedOut(), true);
    refresh("GET", false);
  } else if (event.detail.successful) saved(form);
  else if (status === 403) refused.has(form) ? notSaved(form, MAY_NOT) : anotherToken(form);
  else if (status >= 500) notSaved(form, NO_PORTAL, true);
  else notSaved(form, USE_THE_BUTTON);
}

// Whoever signed in again in another tab has another token now: asking for it is all that is needed.
function anotherToken(form) {
  refused.add(form);
  unsaved.set(form, true);
  retry();
}

// ---------------------------------------------------------------- saving by the button

// The button leads away from the page, so it is asked first whether the way is clear.
document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  if (!form.matches("[data-autosave], [data-keep]") || form.dataset.clear) return leave(form);
  event.preventDefault();
  if (asking.has(form)) return;
  asking.add(form);
  const why = await obstacle(form);
  asking.delete(form);
  if (why) return notSaved(form, why, true);
  form.dataset.clear = "yes";
  form.requestSubmit(submitter);
});

function leave(form) {
  delete form.dataset.clear;
  leaving.add(form);
  unsaved.delete(form);
  typed.delete(form);
  for (const field of unsent) if (field.form === form) unsent.delete(field);
}

// ---------------------------------------------------------------- leaving the page

// The last words before a page is left may not have been sent yet. They go by themselves if the browser takes them; if
// the portal then cannot save them, it offers them when the page is opened next.
function sentOff(form) {
  const data = new FormData(form);
  data.set("csrfmiddlewaretoken", csrfToken());
  return navigator.onLine && navigator.sendBeacon(form.getAttribute("hx-post"), data);
}

// A form whose button and whose saving share one address would be taken for a press of the button: it holds the page.
function goesByItself(form) {
  return !form.hasAttribute("action") && !sending.has(form) && sentOff(form);
}

function holds(form) {
  return unsaved.has(form) || (typed.has(form) && !goesByItself(form));
}

// Back in the page as the browser had kept it: what is typed now is saved again.
window.addEventListener("pageshow", () => leaving.clear());

window.addEventListener("beforeunload", (event) => {
  const forms = new Set([...unsaved.keys(), ...typed]);
  const halfWritten = [...unsent].some((field) => field.isConnected && field.value.trim());
  if ([...forms].some(holds) || halfWritten) event.preventDefault();
});
