// Fails when what a shopper's browser loads has grown over its budget (gzip bytes).
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const served = resolve(dirname(fileURLToPath(import.meta.url)), '../../static');
const KB = 1024;

const read = (path) => readFileSync(resolve(served, path.replace(/^\//, '')));
const panel = read('panel/index.html').toString();
const links = (pattern) => [...panel.matchAll(pattern)].map((match) => match[1]);

const budgets = [
  { name: 'loader', limit: 6 * KB, files: ['widget.js'] },
  { name: 'panel, first JavaScript', limit: 45 * KB, files: links(/(?:src|href)="([^"]+\.js)"/g) },
  { name: 'panel, CSS', limit: 12 * KB, files: links(/href="([^"]+\.css)"/g) },
];

let over = false;
for (const { name, limit, files } of budgets) {
  if (files.length === 0) throw new Error(`nothing is loaded as "${name}": has the build changed its shape?`);
  const bytes = files.reduce((sum, file) => sum + gzipSync(read(file), { level: 9 }).length, 0);
  over ||= bytes > limit;
  console.log(`${bytes > limit ? 'OVER ' : 'ok   '}${name}: ${bytes} of ${limit} bytes (${files.join(', ')})`);
}
process.exitCode = over ? 1 : 0;
