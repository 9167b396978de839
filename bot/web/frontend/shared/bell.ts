/** Two soft notes, the second a fifth above the first (Hz, seconds). */
const NOTES = [
  { pitch: 660, at: 0 },
  { pitch: 990, at: 0.12 },
] as const;
const LOUD = 0.08;
const LASTS = 0.35;

/** The short sound of every face, made on the spot: there is no file to fetch. */
export class Bell {
  #context: AudioContext | null = null;

  /** Never rejects: a page that nobody has touched yet is kept quiet by the browser. */
  async play(): Promise<void> {
    try {
      this.#context ??= new AudioContext();
      // A browser keeps quiet until somebody has done something on the page; the sound is not made up for later.
      if (this.#context.state !== 'running' && !(await heard(this.#context.resume()))) return;
      for (const { pitch, at } of NOTES) sound(this.#context, pitch, at);
    } catch {
      // There is nothing to hear it with.
    }
  }
}

function sound(context: AudioContext, pitch: number, at: number): void {
  const start = context.currentTime + at;
  const note = new OscillatorNode(context, { frequency: pitch });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(LOUD, start + 0.015);
  volume.gain.exponentialRampToValueAtTime(0.0001, start + LASTS);
  note.connect(volume).connect(context.destination);
  note.start(start);
  note.stop(start + LASTS);
}

async function heard(resumed: Promise<void>): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 2000));
  return Promise.race([resumed.then(() => true), late]);
}
