// Says how long each group of files is as it lies there, with gzip and with brotli: groups in by JSON, sizes out by JSON.
import { readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const groups = JSON.parse(readFileSync(0, 'utf8'));
const sum = (files, size) => files.reduce((total, file) => total + size(readFileSync(file)), 0);
const sizes = groups.map((files) => [
  sum(files, (bytes) => bytes.length),
  sum(files, (bytes) => gzipSync(bytes, { level: 9 }).length),
  sum(files, (bytes) => brotliCompressSync(bytes).length),
]);
console.log(JSON.stringify(sizes));
