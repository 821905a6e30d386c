// A file before it is sent: a name of its own, a fingerprint, and a photo made smaller.

const LONG_SIDE = 2400; // an A4 page at 200 dots an inch: small print stays legible
const MANY_PIXELS = 2_500_000;
const QUALITY = 0.85;

export class Vanished extends Error {} // the browser no longer reads the file

// Two rolling hashes (FNV-1a and a multiplicative one) are enough to tell a member's own files apart.
function mixed(state, bytes) {
  let [a, b] = state;
  for (const byte of bytes) {
    a = Math.imul(a ^ byte, 0x01000193);
    b = Math.imul(b + byte, 0x9e3779b1) ^ (b >>> 15);
  }
  return [a, b];
}
const hex = ([a, b]) => [a, b].map((part) => (part >>> 0).toString(16).padStart(8, "0")).join("-");
const start = () => [0x811c9dc5, 0x12345678];

export function nameOf(file) {
  return hex(mixed(start(), new TextEncoder().encode(`${file.name}|${file.size}|${file.lastModified}`)));
}

export async function bytesOf(blob) {
  try {
    return await blob.arrayBuffer();
  } catch {
    throw new Vanished();
  }
}

export async function fingerprint(blob) {
  let state = start();
  for (let at = 0; at < blob.size; at += 1 << 20) state = mixed(state, new Uint8Array(await bytesOf(blob.slice(at, at + (1 << 20)))));
  return hex(state);
}

export async function reduced(file) {
  if (!file.type.startsWith("image/") || !window.createImageBitmap) return file;
  let picture;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return file; // no picture this browser knows: the server judges it
  }
  try {
    if (picture.width * picture.height <= MANY_PIXELS) return file;
    const share = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height));
    const sheet = document.createElement("canvas");
    sheet.width = Math.round(picture.width * share);
    sheet.height = Math.round(picture.height * share);
    const pen = sheet.getContext("2d", { alpha: false });
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, sheet.width, sheet.height);
    pen.imageSmoothingQuality = "high";
    pen.drawImage(picture, 0, 0, sheet.width, sheet.height);
    const small = await new Promise((done) => sheet.toBlob(done, "image/jpeg", QUALITY));
    return small && small.size < file.size ? small : file;
  } catch {
    return file; // out of memory on an old phone
  } finally {
    picture.close();
  }
}
