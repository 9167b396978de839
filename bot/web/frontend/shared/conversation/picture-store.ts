/** Pictures of messages that are not sent yet, kept by the browser where they outlive the page. */
const NAME = 'shoptalk';
const STORE = 'pictures';
/** Nobody sends them any more by then: what a page that never came back has left is removed. */
const LASTS = 3 * 24 * 3600 * 1000;

interface Kept {
  readonly blobs: readonly Blob[];
  readonly at: number;
}

/** What a message's pictures are kept in; every method rejects where the browser refuses storage. */
export interface PictureStore {
  keep(key: string, blobs: readonly Blob[]): Promise<void>;
  /** Undefined if they are not there. */
  read(key: string): Promise<readonly Blob[] | undefined>;
  drop(key: string): Promise<void>;
}

/** In IndexedDB: the shop's own storage, which the panel shares between pages, holds no pictures. */
export class BrowserPictures implements PictureStore {
  #database: Promise<IDBDatabase> | undefined;

  async keep(key: string, blobs: readonly Blob[]): Promise<void> {
    const kept: Kept = { blobs, at: Date.now() };
    await this.#do('readwrite', (store) => store.put(kept, key));
  }

  async read(key: string): Promise<readonly Blob[] | undefined> {
    const kept = await this.#do('readonly', (store) => store.get(key) as IDBRequest<Kept | undefined>);
    return kept?.blobs;
  }

  async drop(key: string): Promise<void> {
    await this.#do('readwrite', (store) => store.delete(key));
  }

  async #do<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    this.#database ??= open();
    const transaction = (await this.#database).transaction(STORE, mode);
    const asked = ask(transaction.objectStore(STORE));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error('the browser keeps nothing'));
    });
  }
}

async function open(): Promise<IDBDatabase> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = asked.onblocked = () => reject(asked.error ?? new Error('the browser keeps nothing'));
  });
  clear(database);
  return database;
}

function clear(database: IDBDatabase): void {
  const cursor = database.transaction(STORE, 'readwrite').objectStore(STORE).openCursor();
  cursor.onsuccess = () => {
    const at = cursor.result;
    if (!at) return;
    if ((at.value as Kept).at < Date.now() - LASTS) at.delete();
    at.continue();
  };
}
