// What script adds to pages that work without it.
import { initAll } from "../vendor/govuk-frontend-6.6.0/govuk-frontend.min.js";
import Sortable from "../vendor/sortablejs-1.15.7/sortable.core.esm.js";
import { announce } from "./announcing.js";
import { csrfToken } from "./session.js";
import "./keeping.js";

const NARROW = matchMedia("(max-width: 959px)");

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
