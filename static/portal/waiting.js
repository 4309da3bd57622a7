// What is pressed on the chairing page while nothing answers waits here, in the page and nowhere else, and is sent once
// the portal answers: in its order, and each once, for a form carries a uid and a tap says which way it was.
//
// <form data-waits data-needs="wording outcome"> and <button data-waits>. The pulse, every five seconds, tells whether
// anybody answers.
import { announce } from "./announcing.js";
import { csrfToken, look } from "./session.js";

const NO_ANSWER = 30_000;
const UNSEEN = ["hidden", "submit"];
const KEPT = "Kept on this page, and sent when the connection is back.";
const NOT_EMPTY = "Something is written in the form already. Record it or clear it first.";
const box = document.getElementById("waiting");
const said = box.querySelector("[data-part=said]");
const list = box.querySelector("ol");
const run = document.querySelector(".run");

const waiting = []; // { path, fields, words, since, at }
const answered = []; // the same with `why`, and whether it was `kept`: what the person should read
let cutOff = ""; // since when nothing answers, by the clock in the room
let hindered = ""; // why the person who is signed in here cannot send it
let sending = false;

function clock() {
  return new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/London" });
}

// randomUUID is there on secure pages alone.
function newUid() {
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// ---------------------------------------------------------------- what is shown

function part(name, words) {
  const node = document.createElement(name);
  node.textContent = words;
  return node;
}

function button(words, press) {
  const node = part("button", words);
  node.type = "button";
  node.className = "govuk-button govuk-button--secondary btn-s";
  node.addEventListener("click", press);
  return node;
}

function lineOf(one) {
  const line = document.createElement("li");
  line.append(part("strong", one.at), " ", part("span", one.words));
  if (!one.why) return line;
  const buttons = document.createElement("div");
  buttons.className = "govuk-button-group";
  if (!one.kept && one.form) buttons.append(button("Put it back into the form", () => putBack(one)));
  buttons.append(button(one.kept ? "Hide this" : "Remove it", () => drop(one)));
  line.append(part("p", one.kept ? one.why : `Not recorded. ${one.why}`), buttons);
  return line;
}

function sentence() {
  const many = waiting.length;
  const what = many ? ` ${many === 1 ? "One thing waits" : `${many} things wait`} to be sent.` : "";
  if (hindered) return `${hindered}${what}`;
  if (cutOff) {
    const then = "What you write and tap stays on this page and is sent when the connection is back.";
    return `No connection since ${cutOff}. ${then}${what} Keep the page open.`;
  }
  return many ? "Being sent." : answered.length ? "The connection is back. Look at this:" : "";
}

function show() {
  const words = sentence();
  if (words && said.textContent !== words) announce(words);
  said.textContent = words;
  list.replaceChildren(...[...answered, ...waiting].map(lineOf));
  box.querySelector("[data-part=sign-in]").hidden = !hindered;
  box.hidden = !words;
  if (!waiting.length) for (const one of document.querySelectorAll(".cap__wait[data-kept]")) one.remove();
  run.classList.toggle("run--cut", Boolean(cutOff || hindered));
}

// Below the form, for the top of the page may be out of sight.
function note(form, words) {
  form.querySelector(".cap__wait")?.remove();
  const line = Object.assign(document.createElement("p"), { className: "cap__wait", textContent: words });
  form.append(line);
  if (words !== KEPT) announce(words);
  else line.dataset.kept = "yes";
}

function drop(one) {
  answered.splice(answered.indexOf(one), 1);
  show();
}

// ---------------------------------------------------------------- taking in what was pressed

function labelOf(field) {
  if (field instanceof HTMLSelectElement) return field.selectedOptions[0]?.textContent.trim();
  return field.type === "radio" ? field.labels[0]?.textContent.trim() : field.value.trim();
}

function wordsOf(element) {
  const { here, left, waits } = element.dataset;
  if (!(element instanceof HTMLFormElement)) return element.value === "left" ? left : here;
  const shown = [...element.elements].filter((field) => field.name && field.value && !UNSEEN.includes(field.type));
  const chosen = shown.filter((field) => field.type !== "radio" || field.checked);
  const words = chosen.map(labelOf).filter(Boolean);
  return `${waits}: ${words.map((each) => each.replace(/\.$/, "")).join(". ")}`;
}

function empty(form) {
  for (const field of form.elements) {
    if (field.type === "radio") field.checked = field.defaultChecked = false;
    else if (field.name === "uid") field.value = newUid();
    else if (field instanceof HTMLSelectElement) field.selectedIndex = 0;
    else if (!UNSEEN.includes(field.type)) field.value = field.defaultValue = "";
  }
}

function turn(tap) {
  const isHere = tap.value === "arrived";
  tap.value = isHere ? "left" : "arrived";
  tap.setAttribute("aria-pressed", String(isHere));
  tap.classList.add("tap--waits");
}

function isWhole(element, fields) {
  return (element.dataset.needs ?? "").split(" ").every((name) => !name || fields.get(name)?.trim());
}

function isStill(form, fields) {
  return [...new FormData(form)].every(([name, value]) => name === "csrfmiddlewaretoken" || fields.get(name) === value);
}

function hold(element, { path, formData }) {
  const isForm = element instanceof HTMLFormElement;
  const fields = new URLSearchParams([...formData.entries()].filter(([name]) => name !== "csrfmiddlewaretoken"));
  if (!isWhole(element, fields)) return note(element, element.dataset.missing);
  if (isForm && waiting.some((one) => one.fields.get("uid") === fields.get("uid"))) return;
  const form = isForm ? element.id : "";
  waiting.push({ path, fields, form, words: wordsOf(element), since: performance.now(), at: clock() });
  show();
  if (!isForm) return turn(element);
  if (isStill(element, fields)) empty(element);
  else element.elements.uid.value = newUid(); // written on while nothing answered: that is something new, and stays
  note(element, KEPT);
}

function putBack(one) {
  const form = document.getElementById(one.form);
  const texts = [...form.elements].filter((field) => ["textarea", "text"].includes(field.type));
  if (texts.some((field) => field.value.trim())) return note(form, NOT_EMPTY);
  for (const field of form.elements) {
    if (UNSEEN.includes(field.type) || !one.fields.has(field.name)) continue;
    const value = one.fields.get(field.name);
    if (field.type === "radio") field.checked = field.value === value;
    else field.value = value;
  }
  texts[0].closest("details")?.setAttribute("open", "");
  texts[0].focus();
  drop(one);
}

// ---------------------------------------------------------------- sending

async function send(one) {
  const body = new URLSearchParams([...one.fields, ["csrfmiddlewaretoken", csrfToken()]]);
  const ago = (performance.now() - one.since) / 1000;
  const headers = { "X-CSRFToken": csrfToken(), "Pressed-Ago": ago.toFixed(1) };
  const patience = AbortSignal.timeout(NO_ANSWER);
  const response = await fetch(one.path, { method: "POST", body, headers, redirect: "manual", signal: patience });
  if (response.type === "opaqueredirect" || response.status >= 500) throw new Error(`No answer: ${response.status}`);
  if (!response.ok) return { kept: false, why: "The portal did not take it. Copy what you need." };
  return response.json();
}

async function mayNot() {
  const { standing, name } = await look();
  if (standing === "out") return "You have been signed out. What you wrote and tapped is still on this page.";
  if (standing === "other") return `${name} is signed in here now. Sign in as yourself, and what waits is sent.`;
  return "";
}

async function sendAll() {
  if (sending || (!waiting.length && !cutOff && !hindered)) return;
  sending = true;
  try {
    hindered = await mayNot();
    if (hindered) return;
    const sentAny = Boolean(waiting.length);
    while (waiting.length) {
      const { kept, why } = await send(waiting[0]);
      const one = waiting.shift();
      if (why || !kept) answered.push({ ...one, kept, why });
      show();
    }
    if (cutOff) window.dispatchEvent(new Event("answers"));
    cutOff = "";
    await readAnew();
    if (sentAny && !answered.length) announce("The connection is back. Everything was sent.");
  } catch {
    cutOff ||= clock();
  } finally {
    sending = false;
    show();
  }
}

// The room and the quorum as they are now, whatever the page showed. Not through the pulse itself, which may be asking.
function readAnew() {
  const url = new URL(document.getElementById("pulse").getAttribute("hx-get"), location.href);
  url.searchParams.delete("seen");
  const values = { version: document.getElementById("version")?.value ?? "" };
  return window.htmx.ajax("GET", url.pathname + url.search, { target: "#pulse", swap: "outerHTML", values });
}

// A new pulse is about to take its place: an answer that the old one still gets would find nothing to put right.
function letGo(pulse) {
  pulse.addEventListener("htmx:beforeSwap", (event) => {
    if (!pulse.isConnected) event.detail.shouldSwap = false;
  });
}

// ---------------------------------------------------------------- what htmx meets

function ledElsewhere({ pathInfo }) {
  return Boolean(pathInfo.responsePath) && pathInfo.responsePath.split("?")[0] !== pathInfo.requestPath.split("?")[0];
}

function failed(detail) {
  const { status } = detail.xhr;
  return !status || status >= 500 || status === 403 || ledElsewhere(detail);
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, requestConfig } = event.detail;
  if (!elt.matches("[data-waits]") || !(waiting.length || cutOff || hindered)) return;
  event.preventDefault();
  hold(elt, requestConfig);
  sendAll();
});

// The page of sign-in is no part of this page.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig: { elt } } = event.detail;
  const pulse = document.getElementById("pulse");
  if (elt.matches("[data-waits], #pulse") && ledElsewhere(event.detail)) event.detail.shouldSwap = false;
  else if (elt !== pulse && (target === pulse || elt.matches("[data-waits]"))) letGo(pulse);
});

document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, requestConfig } = event.detail;
  const waits = elt.matches("[data-waits]");
  if (!waits && elt.id !== "pulse") return;
  if (!failed(event.detail)) return sendAll();
  if (waits) hold(elt, requestConfig);
  if (event.detail.xhr.status && event.detail.xhr.status < 500) hindered ||= "You are not signed in here any more.";
  else cutOff ||= clock();
  show();
  if (hindered) sendAll();
});

for (const name of ["online", "focus"]) window.addEventListener(name, sendAll);

window.addEventListener("beforeunload", (event) => {
  if (waiting.length || answered.some((one) => !one.kept)) event.preventDefault();
});
