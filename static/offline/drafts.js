// Claims written without a line, and their photos: each sealed, each the account's that wrote it, kept until the server
// said that it has them.

import { all, drop, get, put, seal, sealWords, tell, tidy, unseal, unsealWords, within } from "./store.js";

// `{ id, owner, at, ready, claim, keys, problem, words }`: `ready` to be sent, `claim` the addresses once the server has
// it, `keys` the photos that it has, `problem` its sentence. `words` are the fields of the form.
export async function draftsOf(owner) {
  const mine = (await all("drafts")).filter((row) => row.owner === owner).sort((one, other) => one.at - other.at);
  return Promise.all(mine.map(async (row) => ({ ...row, words: await unsealWords(row.sealed) })));
}

export async function draft(id, owner) {
  const row = await get("drafts", id);
  return row && row.owner === owner ? { ...row, words: await unsealWords(row.sealed) } : null;
}

export async function save({ words, ...row }) {
  await put("drafts", { ...row, sealed: await sealWords(words) });
  tell("drafts");
}

// Changes of what is not sealed; nothing when the draft is gone meanwhile.
export async function note(id, changes) {
  await within(["drafts"], "readwrite", (rows) => {
    rows.get(id).onsuccess = ({ target }) => { if (target.result) rows.put({ ...target.result, ...changes }); };
  });
  tell("drafts");
}

export async function addFile(draftId, file, name) {
  const id = crypto.randomUUID();
  const about = await sealWords({ name, type: file.type, size: file.size });
  await put("files", { id, draft: draftId, at: Date.now(), about, content: await seal(await file.arrayBuffer()) });
  return id;
}

export async function filesOf(draftId) {
  const mine = (await all("files")).filter((row) => row.draft === draftId).sort((one, other) => one.at - other.at);
  return Promise.all(mine.map(async (row) => ({ ...row, ...(await unsealWords(row.about)) })));
}

export const blobOf = async (file) => new Blob([await unseal(file.content)], { type: file.type });

export const dropFile = (id) => drop("files", id);

// The server has this photo: its copy goes, its name stays, in one step.
export async function acknowledge(draftId, fileId) {
  await within(["drafts", "files"], "readwrite", (rows, files) => {
    rows.get(draftId).onsuccess = ({ target }) => {
      const row = target.result;
      if (row && !row.keys.includes(fileId)) rows.put({ ...row, keys: [...row.keys, fileId] });
      files.delete(fileId);
    };
  });
}

export async function remove(id) {
  const photos = (await all("files")).filter((row) => row.draft === id).map((row) => row.id);
  await within(["drafts", "files"], "readwrite", (rows, files) => {
    rows.delete(id);
    photos.forEach((one) => files.delete(one));
  });
  await tidy();
  tell("drafts");
}
