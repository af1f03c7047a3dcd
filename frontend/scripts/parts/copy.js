// A button that copies the text of another element and says so where the button's own words were.
export function offerCopying(root) {
  for (const button of root.querySelectorAll("[data-copy]")) {
    const words = button.querySelector("[data-words]") || button;
    const before = words.textContent;
    button.addEventListener("click", async () => {
      const source = document.querySelector(button.dataset.copy);
      const copied = await copyText(source);
      words.textContent = copied ? button.dataset.done : before;
      if (copied) setTimeout(() => (words.textContent = before), 2500);
    });
  }
}

async function copyText(source) {
  const text = "value" in source ? source.value : source.textContent.trim();
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (refused) {
    // Plain http and old web views have no clipboard: select the text, so that a long press copies.
    if (source.select) source.select();
    else getSelection().selectAllChildren(source);
    return document.execCommand("copy");
  }
}
