// Every page: focus on what needs it, printing, and a warning before the session ends. Nothing here is needed to act.

document.documentElement.classList.add("has-script");

const summary = document.getElementById("error-summary");
if (summary) summary.focus();

document.addEventListener("click", (event) => {
  const link = event.target.closest(".error-summary a[href^='#']");
  if (link) {
    const field = document.getElementById(link.hash.slice(1));
    if (field) {
      event.preventDefault();
      field.focus();
      field.scrollIntoView({ block: "center" });
    }
  }
  if (event.target.closest("[data-print]")) window.print();
  const menu = document.querySelector("details.menu[open]");
  if (menu && !menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  const menu = document.querySelector("details.menu[open]");
  if (event.key === "Escape" && menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A form is sent once, however often its button is pressed; the server refuses a second one too.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "true";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

const WARN_SECONDS = 300;
const LONGEST_TIMER_SECONDS = 2_000_000;
const warning = document.getElementById("session-warning");
if (warning) {
  let timer = 0;
  const arm = (secondsLeft) => {
    clearTimeout(timer);
    const wait = Math.min(Math.max(0, secondsLeft - WARN_SECONDS), LONGEST_TIMER_SECONDS);
    timer = setTimeout(() => warning.showModal(), wait * 1000);
  };
  arm(Number(warning.dataset.secondsLeft));
  warning.querySelector("[data-extend]").addEventListener("click", async () => {
    const answer = await fetch(warning.dataset.extendUrl, { credentials: "same-origin" });
    if (answer.ok) arm(Number(warning.dataset.secondsLeft));
    warning.close();
  });
}
