// Keyboard shortcuts of the desk. They press the page's own links and buttons, and can be turned off.

const STORE = "polku-shortcuts";
const root = document.documentElement;
const read = () => { try { return localStorage.getItem(STORE) !== "off"; } catch { return true; } };
const write = (on) => { try { localStorage.setItem(STORE, on ? "on" : "off"); } catch { /* not kept: private window */ } };
let on = read();

function show() {
  root.classList.toggle("keys-off", !on);
  for (const button of document.querySelectorAll("[data-keys-switch]")) button.textContent = on ? button.dataset.off : button.dataset.on;
}

const rows = () => [...document.querySelectorAll("[data-worklist] .work-row")];

function move(step) {
  const all = rows();
  if (!all.length) return;
  const active = all.indexOf(document.activeElement);
  const start = active >= 0 ? active : all.findIndex((row) => row.hasAttribute("aria-current"));
  const next = all[Math.min(all.length - 1, Math.max(0, start + step))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

function press(key) {
  const button = document.querySelector(`[data-key="${key}"]`);
  if (button) button.click();
  return Boolean(button);
}

function assess() {
  const form = document.getElementById("assess");
  if (!form) return press("t");
  (form.querySelector("input[type='radio']:checked") ?? form.querySelector("input[type='radio']"))?.focus();
  return true;
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  t: assess,
  "/": () => document.getElementById("find")?.focus(),
  "?": () => document.getElementById("keys-help")?.showModal(),
};

function isWriting(target) {
  return target.closest("textarea, select, [contenteditable], input:not([type='radio'], [type='checkbox'])") !== null;
}

document.addEventListener("keydown", (event) => {
  if (!on || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const act = KEYS[event.key] ?? ("nabe".includes(event.key) ? () => press(event.key) : null);
  if (!act) return;
  if (act() !== false) event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys-switch]")) {
    on = !on;
    write(on);
    show();
  }
  for (const open of document.querySelectorAll(".chips details[open], .account-menu[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

show();

const list = document.querySelector("[data-worklist]");
const open = list?.querySelector(".work-row[aria-current]");
if (open && list.scrollHeight > list.clientHeight) {
  const below = open.getBoundingClientRect().bottom - list.getBoundingClientRect().bottom;
  if (below > 0) list.scrollTop += below + open.offsetHeight;
}
