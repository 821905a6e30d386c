// Whether this phone keeps anything of a member's; asked without making the database where there is none.

export const NAME = "portal-offline";

export async function exists() {
  if (!window.indexedDB || !window.crypto?.subtle) return false;
  try {
    if (!indexedDB.databases) return true;
    return (await indexedDB.databases()).some(({ name }) => name === NAME);
  } catch {
    return false;
  }
}
