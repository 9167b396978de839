import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ROOT, Service, bot } from './service';
import { expect, test } from '@playwright/test';

const CLIENT = 'shoptalk';
const SECRET = 'a secret of the tests';

let provider: ChildProcess;
let issuer: string;
let service: Service;

test.describe.configure({ mode: 'serial', timeout: 300_000 });

test.beforeAll(async () => {
  test.setTimeout(600_000);
  const port = await freePort();
  issuer = `http://127.0.0.1:${port}`;
  provider = spawn(join(ROOT, '.venv/bin/python'), ['-m', 'tests.people.openid_provider', `${port}`, CLIENT, SECRET], { cwd: ROOT, stdio: 'inherit' });
  service = await Service.start({ PEOPLE_OIDC_ISSUER: issuer, PEOPLE_OIDC_CLIENT_ID: CLIENT, PEOPLE_OIDC_CLIENT_SECRET: SECRET, PEOPLE_OIDC_NAME: 'Shop ID' });
});

test.afterAll(async () => {
  await service?.stop();
  provider?.kill();
});

const WORDS = {
  en: { with: 'Sign in with Shop ID', signOut: 'Sign out', refused: /no account here fits/, account: 'My account', elsewhere: /your organisation’s account/ },
  zh: { with: '使用 Shop ID 登录', signOut: '退出登录', refused: /没有与该身份对应的账号/, account: '我的账号', elsewhere: /您使用组织账号登录/ },
} as const;

for (const language of ['en', 'zh'] as const) {
  test(`the provider's button opens the desk for whoever has an account, in one's language (${language})`, async ({ browser }) => {
    const words = WORDS[language];
    const context = await browser.newContext();
    const page = await context.newPage();
    const email = `pat-${language}@shop.example`;
    await does({ claims: { email, sub: `pat ${language}` } });
    await page.goto(`${service.place.origin}/desk?language=${language}`);
    await page.getByRole('link', { name: words.with }).click();
    await expect(page.getByRole('alert')).toHaveText(words.refused);
    await bot(service.place, 'user', 'add', email, '--name', 'Pat', '--role', 'agent');
    await page.getByRole('link', { name: words.with }).click();
    await expect(page.getByRole('button', { name: words.signOut })).toBeVisible();
    await page.reload();
    await page.getByRole('button', { name: words.account }).click();
    await expect(page.getByText(words.elsewhere)).toBeVisible();
    expect(await page.evaluate(() => document.cookie), 'no script reads anything').toBe('');
    await does({ forge: 'stranger', claims: { email, sub: `pat ${language}` } });
    await page.getByRole('button', { name: words.signOut }).first().click();
    await page.getByRole('link', { name: words.with }).click();
    await expect(page.getByRole('alert')).toHaveText(words.refused);
    await context.close();
  });
}

async function does(behaviour: object): Promise<void> {
  await fetch(`${issuer}/control`, { method: 'POST', body: JSON.stringify(behaviour) });
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((done) =>
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    }),
  );
}
