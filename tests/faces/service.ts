import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

export const ROOT = resolve(__dirname, '../..');
const PYTHON = join(ROOT, '.venv/bin/python');
/** The first start may build the index and train the dialogue model. */
const START_SECONDS = 900;
const STOP_SECONDS = 60;
const MANY = '1000000';

/** Where a running service is found. */
export interface Place {
  readonly folder: string;
  readonly origin: string;
  readonly shop: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** `python -m bot run`, as a user starts it, on free ports and with a folder of its own. */
export class Service {
  private constructor(
    readonly place: Place,
    private process: ChildProcess,
  ) {}

  /** `change` is given the folder of its shop, a copy of the demo's, before it starts. */
  static async start(settings: Readonly<Record<string, string>> = {}, change?: (shop: string) => void): Promise<Service> {
    const folder = mkdtempSync(join(tmpdir(), 'shoptalk-faces-'));
    const place = await newPlace(folder, settings);
    change?.(place.environment['SHOP_FOLDER']!);
    const service = new Service(place, launch(place));
    try {
      await service.untilReady();
    } catch (error) {
      await service.stop();
      throw error;
    }
    return service;
  }

  /** All of it is gone without a word, the supervisor first, which would start the others again. */
  async kill(): Promise<void> {
    const family = await descendants(this.process.pid!);
    const ended = new Promise<void>((done) => this.process.once('exit', () => done()));
    for (const pid of family.filter(isAlive)) process.kill(pid, 'SIGKILL');
    await ended;
  }

  /** After `kill`, as whoever started it does: on the same ports, and on what was kept. */
  async startAgain(): Promise<void> {
    this.process = launch(this.place);
    await this.untilReady();
  }

  /** Asks it to stop, and makes sure that nothing of it is left. */
  async stop(): Promise<void> {
    const family = await descendants(this.process.pid!);
    const ended = this.process.exitCode !== null || new Promise<void>((done) => this.process.once('exit', () => done()));
    this.process.kill('SIGINT');
    const late = setTimeout(() => this.process.kill('SIGKILL'), STOP_SECONDS * 1000);
    await ended;
    clearTimeout(late);
    const left = family.filter(isAlive);
    rmSync(this.place.folder, { recursive: true, force: true });
    if (left.length > 0) throw new Error(`the service was stopped, and left the processes ${left.join(', ')} behind`);
  }

  private async untilReady(): Promise<void> {
    const deadline = Date.now() + START_SECONDS * 1000;
    while (!(await answers(`${this.place.origin}/readyz`))) {
      if (this.process.exitCode !== null || Date.now() > deadline) {
        throw new Error(`the service did not start:\n${readFileSync(join(this.place.folder, 'service.log'), 'utf8').slice(-4000)}`);
      }
      await new Promise((done) => setTimeout(done, 250));
    }
  }
}

function launch(place: Place): ChildProcess {
  const log = openSync(join(place.folder, 'service.log'), 'a');
  return spawn(PYTHON, ['-m', 'bot', 'run'], { cwd: ROOT, env: environmentOf(place), stdio: ['ignore', log, log] });
}

/** One verb of the command line on a running service's data; what it says. */
export async function bot(place: Place, ...words: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(PYTHON, ['-m', 'bot', ...words], { cwd: ROOT, env: environmentOf(place) });
  return stdout;
}

/** What a query over one of the service's SQLite files finds. */
export async function rows(file: string, query: string): Promise<unknown[][]> {
  const program = 'import json, sqlite3, sys; print(json.dumps(sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True).execute(sys.argv[2]).fetchall()))';
  const { stdout } = await promisify(execFile)(PYTHON, ['-c', program, file, query]);
  return JSON.parse(stdout);
}

/** Changes what one of the service's SQLite files holds, as the time that a test has not got would. */
export async function change(file: string, statement: string): Promise<void> {
  const program = 'import sqlite3, sys; base = sqlite3.connect(sys.argv[1], timeout=30); base.execute(sys.argv[2]); base.commit()';
  await promisify(execFile)(PYTHON, ['-c', program, file, statement]);
}

async function newPlace(folder: string, settings: Readonly<Record<string, string>>): Promise<Place> {
  const [web, loopback, rasa, storefront] = await freePorts(4);
  const origin = `http://127.0.0.1:${web}`;
  const shop = `http://127.0.0.1:${storefront}`;
  const environment = {
    WEB_PORT: `${web}`,
    WEB_PUBLIC_ORIGIN: origin,
    LOOPBACK_PORT: `${loopback}`,
    RASA_PORT: `${rasa}`,
    SHOP_STOREFRONT_PORT: `${storefront}`,
    SHOP_ORIGINS: shop,
    SHOP_FOLDER: shopThatNeverCloses(folder),
    VAR: join(folder, 'var'),
    STORE_URL: `sqlite+aiosqlite:///${join(folder, 'shoptalk.db')}`,
    COMMERCE_URL: `sqlite+aiosqlite:///${join(folder, 'shop.db')}`,
    // All shoppers of the tests come from one address.
    LIMITS_CONVERSATIONS_PER_MINUTE: MANY,
    LIMITS_MESSAGES_PER_MINUTE: MANY,
    LIMITS_REQUESTS_PER_MINUTE: MANY,
    ...settings,
  };
  return { folder, origin, shop, environment };
}

/** The demo shop with people there at any hour, so that what is said of them does not hang on when the tests run. */
function shopThatNeverCloses(folder: string): string {
  const shop = join(folder, 'shop');
  cpSync(join(ROOT, 'data/shop'), shop, { recursive: true });
  const file = join(shop, 'shop.yml');
  const words = readFileSync(file, 'utf8');
  const open = words.replace(/^( {4}(?:mon|tue|wed|thu|fri|sat|sun)): \[.*\]$/gm, '$1: ["00:00-24:00"]').replace(/^( {2}holidays): .*$/m, '$1: []');
  writeFileSync(file, open);
  return shop;
}

function environmentOf(place: Place): NodeJS.ProcessEnv {
  return { ...process.env, ...place.environment };
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, () => {
      const server = createServer();
      return new Promise<typeof server>((done) => server.listen(0, '127.0.0.1', () => done(server)));
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (answer) => answer.ok,
    () => false,
  );
}

async function descendants(pid: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)(PYTHON, [
    '-c',
    'import json, psutil, sys; p = psutil.Process(int(sys.argv[1])); print(json.dumps([p.pid, *(c.pid for c in p.children(recursive=True))]))',
    `${pid}`,
  ]).catch(() => ({ stdout: '[]' }));
  return JSON.parse(stdout);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
