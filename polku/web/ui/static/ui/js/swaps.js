// After htmx has changed a part of the page: move the focus to a new heading, say what was saved, keep what is being written.
//   data-focus-target    in a swapped part: gets the focus, because the context changed
//   data-announce="…"    in a swapped part: is said in the live region, the focus stays
//   data-title="…"       in a swapped part: the new title of the page

const live = document.getElementById("live");
const SHOWN_MS = 6000;
let clearing = 0;

export function announce(text) {
  if (!live || !text) return;
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = text; });
  clearTimeout(clearing);
  clearing = setTimeout(() => { live.textContent = ""; }, SHOWN_MS);
}

function isWriting(part) {
  const active = document.activeElement;
  return part.contains(active) && active.matches("textarea, input:not([type='radio'], [type='checkbox'], [type='hidden'])");
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const byPerson = event.detail.requestConfig?.triggeringEvent?.type === "submit";
  if (!byPerson && isWriting(event.detail.target)) event.detail.shouldSwap = false;
  if (event.detail.xhr.status === 422 || event.detail.xhr.status === 409) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

document.addEventListener("htmx:afterSettle", (event) => {
  const part = event.detail.elt;
  const titled = part.matches("[data-title]") ? part : part.querySelector("[data-title]");
  if (titled) document.title = titled.dataset.title;
  const said = part.matches("[data-announce]") ? part : part.querySelector("[data-announce]");
  if (said) announce(said.dataset.announce);
  const target = part.querySelector("#error-summary, [data-focus-target]");
  if (target) {
    if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
    target.focus();
  }
});

document.addEventListener("htmx:sendError", () => announce(live?.dataset.offline));
