// Sharing: the system's sheet where there is one; inside WeChat an arrow to its own menu, because
// no page may open that; anywhere else the copy button beside it does the work.
const inWeChat = /MicroMessenger/i.test(navigator.userAgent);

export function offerSharing(root) {
  for (const button of root.querySelectorAll("[data-share]")) {
    const hint = document.querySelector(button.dataset.hint);
    if (inWeChat && hint) button.addEventListener("click", () => showHint(hint, button));
    else if (navigator.share) button.addEventListener("click", () => openSheet(button));
    else button.hidden = true;
  }
}

function showHint(hint, button) {
  hint.hidden = false;
  hint.focus();
  const close = () => {
    hint.hidden = true;
    button.focus();
  };
  hint.addEventListener("click", close, { once: true });
}

async function openSheet(button) {
  const words = document.querySelector(button.dataset.text);
  const text = words ? ("value" in words ? words.value : words.textContent.trim()) : "";
  try {
    await navigator.share({ text, url: button.dataset.share });
  } catch (left) {
    // She closed the sheet. Nothing was promised, so nothing needs saying.
  }
}
