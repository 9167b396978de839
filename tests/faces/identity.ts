import { createHmac, randomBytes } from 'node:crypto';

const KID = 'faces';
const SECRET = randomBytes(32);
/** As `IDENTITY_KEYS` takes it; the workers that sign know it from the set-up's environment. */
export const IDENTITY_KEY = process.env['FACES_IDENTITY_KEY'] ?? (process.env['FACES_IDENTITY_KEY'] = `${KID}:${SECRET.toString('base64url')}`);

/** The shop's signed word on any of its customers, good once and for five minutes. */
export function signedIdentity(customer: string): string {
  const secret = Buffer.from(IDENTITY_KEY.slice(KID.length + 1), 'base64url');
  const claims = { iss: 'shop', aud: 'shoptalk', sub: customer, exp: Math.floor(Date.now() / 1000) + 300, jti: randomBytes(16).toString('hex') };
  const signed = [{ alg: 'HS256', kid: KID, typ: 'JWT' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
