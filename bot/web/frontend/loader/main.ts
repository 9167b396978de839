/** The one script that a shop adds to its pages. */
import { Launcher, type Identity, type Listener } from './launcher';
import { Memory } from './memory';
import { readSettings } from './settings';
import type { Page } from '../shared/protocol';

export interface ShoptalkApi {
  open(): void;
  close(): void;
  /** Says who is signed in: a token signed by the shop, a function that fetches one, or null once signed out. */
  identify(identity: Identity): Promise<void>;
  /** Says where in the shop the shopper is, when that is not the page's own address. */
  track(page: Partial<Page>): void;
  /** Listens for open, close, message, conversation, identity or restart; gives the way to stop. */
  on(event: string, listener: Listener): () => void;
}

declare global {
  interface Window {
    Shoptalk?: ShoptalkApi;
  }
}

function start(script: HTMLScriptElement): void {
  const launcher = new Launcher(readSettings(script), new Memory());
  window.Shoptalk = {
    open: () => launcher.show(true),
    close: () => launcher.show(false),
    identify: (identity) => launcher.identify(identity),
    track: (page) => launcher.track(page),
    on: (event, listener) => launcher.on(event, listener),
  };
  const mount = (): void => {
    document.body.append(launcher.element);
    launcher.resume();
    dispatchEvent(new Event('shoptalk:ready'));
  };
  if (document.body) mount();
  else addEventListener('DOMContentLoaded', mount);
}

const script = document.currentScript;
// A shop that includes the script twice gets one launcher.
if (script instanceof HTMLScriptElement && !window.Shoptalk) start(script);
