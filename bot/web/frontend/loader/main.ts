/** The one script that a shop adds to its pages. */
import { apiOf, replay } from './api';
import { complain } from './complain';
import { Launcher } from './launcher';
import { Memory } from './memory';
import { readSettings } from './settings';

function start(script: HTMLScriptElement): void {
  const launcher = new Launcher(readSettings(script), new Memory());
  const queued: unknown = window.Shoptalk;
  const api = apiOf(launcher);
  window.Shoptalk = api;
  const mount = (): void => {
    // Beside the body, not in it: a page may transform, blur or replace its body.
    document.documentElement.append(launcher.element);
    launcher.resume();
    replay(api as (...given: unknown[]) => unknown, queued);
    dispatchEvent(new Event('shoptalk:ready'));
  };
  if (document.body) mount();
  else addEventListener('DOMContentLoaded', mount);
}

/** The tag we came from: a module has no current script, and is found by its address. */
function ownTag(): HTMLScriptElement | null {
  const { currentScript } = document;
  return currentScript instanceof HTMLScriptElement ? currentScript : document.querySelector('script[src*="/widget.js"]');
}

const script = ownTag();
// A shop that includes the script twice gets one launcher.
if (!window.Shoptalk?.version) {
  if (script?.src) start(script);
  else complain('the script does not know its own address; accepted: <script src="https://.../widget.js" async></script>');
}
