// Whether there is a line: asked of the server now and then, because a phone with a signal may have none.

const OFTEN = 15_000; // milliseconds

export async function isThere(address) {
  try {
    const answer = await fetch(address, { method: "HEAD", cache: "no-store", credentials: "omit" });
    return answer.ok;
  } catch {
    return false;
  }
}

// Calls `act(true or false)` when it is known, and when it changes; as long as somebody looks at the page.
export function watch(address, act) {
  let before = null;
  const look = async () => {
    if (document.hidden) return;
    const now = await isThere(address);
    if (now !== before) act((before = now));
  };
  ["online", "offline", "visibilitychange", "pageshow"].forEach((name) => {
    (name === "visibilitychange" ? document : window).addEventListener(name, look);
  });
  setInterval(look, OFTEN);
  look();
  return look;
}
