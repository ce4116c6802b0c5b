// Menus are <details>: they work without this; here they also close on Escape and on a click elsewhere.
"use strict";
const openMenus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// "Copy" buttons. Over plain http browsers keep the clipboard to themselves, so the old way stays as the second.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    document.execCommand("copy");
  }
  button.textContent = button.dataset.done;
});

// Signing out leaves nothing behind for whoever uses this browser next; what was never sent is not thrown away unasked.
document.addEventListener("submit", (event) => {
  const { outbox, warning } = event.target.dataset;
  if (!outbox) return;
  const own = Object.keys(localStorage).filter((key) => key.startsWith(outbox));
  if (own.length > 0 && !confirm(warning)) event.preventDefault();
  else for (const key of own) localStorage.removeItem(key);
});
