// Minus and plus beside a number field. Without this the field is an ordinary number field.
export function offerSteps(root) {
  for (const stepper of root.querySelectorAll("[data-stepper]")) {
    const field = stepper.querySelector("input");
    for (const button of stepper.querySelectorAll("button")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        if (button.dataset.step === "down") field.stepDown();
        else field.stepUp();
        field.dispatchEvent(new Event("input", { bubbles: true }));
      });
    }
  }
}
