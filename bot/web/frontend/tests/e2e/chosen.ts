import { deflateSync } from 'node:zlib';

/** A file as a browser's chooser gives it. */
export interface Chosen {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** A PNG of one colour, so that the tests need no files. */
export function png(name: string, [red, green, blue]: readonly [number, number, number], side = 240): Chosen {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.from([0, ...Array.from({ length: side }, () => [red, green, blue]).flat()]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: side }, () => row)));
  const buffer = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
  return { name, mimeType: 'image/png', buffer };
}

/** A PDF of one page; `extra` is a further object of it. */
export function pdf(name: string, extra = ''): Chosen {
  const objects = ['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count 1 >>', '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>', ...(extra ? [extra] : [])];
  const body = objects.map((one, index) => `${index + 1} 0 obj\n${one}\nendobj\n`).join('');
  return { name, mimeType: 'application/pdf', buffer: Buffer.from(`%PDF-1.7\n${body}trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n9\n%%EOF\n`) };
}

function chunk(kind: string, body: Buffer): Buffer {
  const whole = Buffer.concat([Buffer.from(kind, 'latin1'), body]);
  const framed = Buffer.alloc(8 + whole.length);
  framed.writeUInt32BE(body.length, 0);
  whole.copy(framed, 4);
  framed.writeUInt32BE(crc(whole), 4 + whole.length);
  return framed;
}

function crc(bytes: Buffer): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return (value ^ 0xffffffff) >>> 0;
}
