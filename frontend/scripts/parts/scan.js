// The camera at the till: the browser's own detector where there is one, else jsQR, fetched only
// then. What it reads goes into the code field of the form, and the form is sent.
// On plain http there is no camera: the page says so and the typed code remains.
export function offerScanning(root) {
  const box = root.querySelector("[data-scan]");
  if (!box) return;
  if (!window.isSecureContext || !navigator.mediaDevices) {
    tell(box, "insecure");
    return;
  }
  const start = box.querySelector("[data-scan-start]");
  start.addEventListener("click", () => watch(box, start));
}

function tell(box, which) {
  for (const line of box.querySelectorAll("[data-says]")) line.hidden = line.dataset.says !== which;
}

async function watch(box, start) {
  start.setAttribute("aria-busy", "true");
  const video = box.querySelector("video");
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: "environment" },
    });
  } catch (refused) {
    start.removeAttribute("aria-busy");
    tell(box, "refused");
    return;
  }
  box.querySelector(".camera").hidden = false;
  start.hidden = true;
  tell(box, "looking");
  await video.play();
  const read = await reader();
  const look = async () => {
    const found = video.readyState >= 2 ? await read(video) : null;
    if (found) send(box, video, found);
    else requestAnimationFrame(look);
  };
  look();
}

async function reader() {
  if (window.BarcodeDetector) {
    const formats = await window.BarcodeDetector.getSupportedFormats();
    if (formats.includes("qr_code")) {
      const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
      return async (video) => ((await detector.detect(video))[0] || {}).rawValue;
    }
  }
  const { default: jsqr } = await import("jsqr");
  const canvas = document.createElement("canvas");
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  return (video) => {
    canvas.width = 480;
    canvas.height = Math.round((480 * video.videoHeight) / video.videoWidth);
    brush.drawImage(video, 0, 0, canvas.width, canvas.height);
    const picture = brush.getImageData(0, 0, canvas.width, canvas.height);
    return (jsqr(picture.data, canvas.width, canvas.height) || {}).data;
  };
}

function send(box, video, found) {
  video.srcObject.getTracks().forEach((track) => track.stop());
  if (navigator.vibrate) navigator.vibrate(60);
  const form = document.querySelector(box.dataset.scan);
  form.querySelector("[name=code]").value = found;
  form.requestSubmit ? form.requestSubmit() : form.submit();
}
