// What script adds to pages that work without it.
import { initAll } from "../vendor/govuk-frontend-6.6.0/govuk-frontend.min.js";
import Sortable from "../vendor/sortablejs-1.15.7/sortable.core.esm.js";

const NARROW = matchMedia("(max-width: 959px)");

// ---------------------------------------------------------------- saying things to screen readers

function announce(words) {
  const announcer = document.getElementById("announcer");
  announcer.textContent = "";
  // Emptied first and filled a moment later, or the same words twice would be heard once.
  setTimeout(() => { announcer.textContent = words; }, 50);
}

// ---------------------------------------------------------------- the CSRF token, from any form on the page

function csrfToken() {
  return document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = csrfToken();
});

// ---------------------------------------------------------------- autosave: <form data-autosave="#id of its status line">

const SIGNED_OUT = "Not saved: you have been signed out. Copy your words before you leave this page, then sign in again.";
const unsaved = new Set();

function statusLine(form) {
  return document.querySelector(form.dataset.autosave);
}

function saved(form) {
  const line = statusLine(form);
  line.classList.remove("savebar__s--bad");
  if (!form.dataset.saidSaved || unsaved.has(form) || line.querySelector(".savebar__p")) announce(line.textContent.trim());
  form.dataset.saidSaved = "yes";
  unsaved.delete(form);
}

function notSaved(form, words) {
  const line = statusLine(form);
  if (words) line.textContent = words;
  line.classList.add("savebar__s--bad");
  announce(line.textContent.trim());
  unsaved.add(form);
}

function autosaving(event) {
  const form = event.detail.elt;
  return form instanceof HTMLFormElement && form.dataset.autosave ? form : null;
}

// A save that was led to the sign-in page has saved nothing, and must not look as if it had.
function ledElsewhere(event) {
  const { requestPath, responsePath } = event.detail.pathInfo;
  return Boolean(responsePath) && requestPath !== responsePath;
}

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.requestConfig.elt.dataset.autosave && ledElsewhere(event)) event.detail.shouldSwap = false;
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = autosaving(event);
  if (!form) return;
  const status = event.detail.xhr.status;
  if (status === 409) notSaved(form); // the answer to a conflict says itself what happened
  else if (ledElsewhere(event)) notSaved(form, SIGNED_OUT);
  else if (event.detail.successful) saved(form);
  else if (status) notSaved(form, "Not saved. Your words are still on this page: use the Save button.");
});

document.addEventListener("htmx:sendError", (event) => {
  const form = autosaving(event);
  if (form) notSaved(form, "Not saved, no connection. Your words are still on this page.");
});

document.addEventListener("submit", (event) => unsaved.delete(event.target));

window.addEventListener("beforeunload", (event) => {
  if (unsaved.size) event.preventDefault();
});

// ---------------------------------------------------------------- dragging: <ol data-sortable data-sort-url>

function order(list) {
  return [...list.children].map((item) => item.dataset.id).join(",");
}

async function saveOrder(list) {
  const body = new URLSearchParams({ order: order(list), csrfmiddlewaretoken: csrfToken() });
  const response = await fetch(list.dataset.sortUrl, {
    method: "POST",
    body,
    headers: { "X-CSRFToken": csrfToken() },
  });
  if (!response.ok) throw new Error(`The order was not saved: ${response.status}`);
}

async function moved(list, event) {
  const place = `Item moved to position ${event.newIndex + 1} of ${list.children.length}`;
  if (list.dataset.sortTarget) {
    // The server sends the list back with its new start times.
    await window.htmx.ajax("POST", list.dataset.sortUrl, {
      target: list.dataset.sortTarget,
      swap: "outerHTML",
      values: { order: order(list) },
    });
    return announce(place);
  }
  try {
    await saveOrder(list);
    list.querySelectorAll(".item__n").forEach((mark, index) => { mark.textContent = index + 1; });
    announce(place);
  } catch {
    announce("The new order was not saved. Reload the page and try again.");
  }
}

function within(scope, selector) {
  return [...(scope.matches?.(selector) ? [scope] : []), ...scope.querySelectorAll(selector)];
}

function makeSortable(scope) {
  for (const list of within(scope, "[data-sortable]")) {
    Sortable.create(list, { handle: ".item__h", animation: 120, onEnd: (event) => moved(list, event) });
  }
}

// ---------------------------------------------------------------- content that arrives later

document.addEventListener("htmx:load", (event) => {
  if (event.target === document.body) return;
  initAll({ scope: event.target });
  makeSortable(event.target);
  for (const words of within(event.target, "[data-announce]")) announce(words.textContent.trim());
});

// ---------------------------------------------------------------- the clock. Not a live region: it would speak every minute.

function tick() {
  const now = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/London" });
  for (const clock of document.querySelectorAll('[data-clock="live"]')) clock.textContent = now;
}

// ---------------------------------------------------------------- start

initAll();
makeSortable(document);
if (NARROW.matches) {
  document.querySelectorAll('details[data-narrow="closed"]').forEach((details) => details.removeAttribute("open"));
}
if (document.querySelector('[data-clock="live"]')) setInterval(tick, 5000);
