// Who is signed in and for how long: a warning before the session ends, and a way to stay.
import { announce } from "./announcing.js";

const WARNING = 5 * 60_000;
const LOOK_EVERY = 10_000;
const NO_ANSWER = 10_000;

const bar = document.getElementById("session");
let ends = null; // the moments, by this machine's clock, when the session ends without use, and in any case
let over = false;

// ---------------------------------------------------------------- the token that forms carry

function tokens() {
  return document.querySelectorAll("input[name=csrfmiddlewaretoken]");
}

export function csrfToken() {
  return tokens()[0]?.value ?? "";
}

// ---------------------------------------------------------------- asking the server

/** Take in the head of any answer: how many seconds are left. */
export function heard(left) {
  if (!left) return;
  const [unused, atMost] = left.split(" ").map((seconds) => Date.now() + Number(seconds) * 1000);
  ends = { unused, atMost };
}

/** Ask who is signed in; "POST" stays signed in. Throws where nothing answers. A page's own person gets a fresh token. */
export async function look(method = "GET") {
  const response = await fetch(bar.dataset.url, {
    method,
    headers: method === "POST" ? { "X-CSRFToken": csrfToken() } : {},
    signal: AbortSignal.timeout(NO_ANSWER),
  });
  if (!response.ok) throw new Error(`No answer about the session: ${response.status}`);
  const { who, name, token } = await response.json();
  const standing = who === bar.dataset.who ? "same" : who ? "other" : "out";
  if (standing === "same") {
    heard(response.headers.get("Session-Left"));
    for (const field of tokens()) field.value = token;
  }
  over = standing !== "same";
  return { standing, name };
}

// ---------------------------------------------------------------- the bar at the foot of the page

function clock(moment) {
  return new Date(moment).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/London" });
}

function show(state, aloud, time = "") {
  const told = `${state} ${time}`;
  if (bar.dataset.told === told) return; // it stands there, or was read and put away
  bar.dataset.told = told;
  for (const part of bar.querySelectorAll("[data-state]")) part.hidden = part.dataset.state !== state;
  for (const at of bar.querySelectorAll("time")) at.textContent = time;
  bar.hidden = false;
  document.documentElement.classList.add("has-session");
  if (aloud) announce(bar.querySelector(`[data-state=${state}] p`).textContent.replace(/\s+/g, " ").trim());
}

function putAway() {
  bar.hidden = true;
  document.documentElement.classList.remove("has-session");
}

function hide() {
  delete bar.dataset.told;
  putAway();
}

function remaining() {
  return Math.min(ends.unused, ends.atMost) - Date.now();
}

function tell({ standing }, aloud) {
  if (standing !== "same") return show(standing, aloud);
  if (remaining() > WARNING) return hide();
  if (ends.atMost < ends.unused) return show("day", aloud, clock(ends.atMost));
  return show("unused", aloud, clock(ends.unused));
}

/** Look, and show what came of it; not aloud where the page has just said it. Without a connection nothing is shown:
    saving says so where one writes. */
export async function refresh(method = "GET", aloud = true) {
  try {
    tell(await look(method), aloud);
  } catch {
    return;
  }
}

async function stay() {
  await refresh(); // another tab may have signed in again: its token is needed
  if (over) return;
  await refresh("POST");
  if (bar.hidden) announce("You stay signed in.");
}

// Another tab may have used the session meanwhile, so the server is asked before anything is shown.
function tick() {
  if (!over && remaining() <= WARNING) refresh();
}

if (bar) {
  heard(bar.dataset.left);
  setInterval(tick, LOOK_EVERY);
  document.getElementById("session-stay").addEventListener("click", stay);
  document.getElementById("session-hide").addEventListener("click", putAway);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && (over || remaining() <= WARNING)) refresh();
  });
}
