// A form is sent once: a second press while the first is under way does nothing. (The server would
// answer the same anyway: every form carries an idempotency key.)
export function sendOnce(root) {
  for (const form of root.querySelectorAll('form[method="post"]')) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "yes";
      for (const button of form.querySelectorAll("button:not([type=button])")) {
        button.setAttribute("aria-busy", "true");
      }
    });
  }
  // Coming back with the browser's back button shows the page as it was left: make it usable again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      form.querySelectorAll("[aria-busy]").forEach((one) => one.removeAttribute("aria-busy"));
    }
  });
}
