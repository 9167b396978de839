import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import type { Browser, Locator, Page } from '@playwright/test';
import { Agent } from './agent';
import { pdf, png, type Chosen } from '../../bot/web/frontend/tests/e2e/chosen';
import { rows } from './service';
import { expect, place, test, type Shopper } from './shopper';
import { unique } from './unique';

const SHOTS = process.env['SHOTS'];
const WORDS = {
  en: {
    about: 'my kettle drips, case 7741', address: 'please write to kim.files@example.com', here: 'This is how the lid goes on, and your label.', look: 'it drips at the spout, 7741', label: 'Return label 7741.pdf',
    toSend: 'Files to send', remove: 'Remove picture 1', kinds: /^Only pictures/, five: /^An answer takes five files/, acts: /^This PDF is not accepted/, large: 'Picture: show it large', picture: 'Picture', save: 'Save the picture', file: /^Save Return label 7741\.pdf \(PDF, 1 KB\)$/, named: '[File: Return label 7741.pdf, 1 KB]',
  },
  zh: {
    about: '我的水壶漏水，编号8852', address: '请回复到 kim.files.zh@example.com', here: '壶盖这样装，附上退货标签。', look: '壶嘴在漏水，8852', label: '退货标签8852.pdf',
    toSend: '待发送的文件', remove: '移除图片 1', kinds: /^只能发送图片/, five: /^一条回复最多五个文件/, acts: /^无法接收该 PDF/, large: '图片：查看大图', picture: '图片', save: '保存图片', file: /^保存 退货标签8852\.pdf（PDF，1 KB）$/, named: '[文件：退货标签8852.pdf，1 KB]',
  },
} as const;

/** How many pictures of somebody's are really drawn. */
function drawn(messages: Locator): Promise<number> {
  return messages.locator('img').evaluateAll((images) => images.filter((one) => (one as HTMLImageElement).complete && (one as HTMLImageElement).naturalWidth > 0).length);
}

async function pick(page: Page, ...files: Chosen[]): Promise<void> {
  await page.locator('form input[type=file]').setInputFiles(files);
}

/** Lets go of files over the talk, or pastes them into the reply, as a person would. */
async function give(target: Locator, how: 'drop' | 'paste', file: Chosen): Promise<void> {
  await target.evaluate(
    (element, [event, name, type, bytes]) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(atob(bytes!), (letter) => letter.charCodeAt(0))], name!, { type: type! }));
      const init = { bubbles: true, cancelable: true };
      if (event === 'paste') return void element.dispatchEvent(new ClipboardEvent('paste', { ...init, clipboardData: data }));
      for (const step of ['dragenter', 'dragover', 'drop']) element.dispatchEvent(new DragEvent(step, { ...init, dataTransfer: data }));
    },
    [how, file.name, file.mimeType, file.buffer.toString('base64')],
  );
}

async function taken(shopper: Shopper, browser: Browser, about: string, name: string): Promise<Agent> {
  const agent = await Agent.open(browser, shopper.language, { viewport: { width: 1360, height: 900 } });
  await agent.join(name, 'agent');
  await shopper.open();
  await shopper.say(agent.words.ask);
  const own = unique(about);
  await shopper.field.fill(own);
  await shopper.field.press('Enter');
  await agent.entry(own).click();
  await agent.page.getByRole('button', { name: agent.words.take, exact: true }).click();
  await expect(agent.page.getByRole('textbox', { name: agent.words.reply })).toBeVisible();
  return agent;
}

for (const language of ['en', 'zh'] as const) {
  const words = WORDS[language];

  test.describe(language, () => {
    test.use({ language });

    test('an agent sends pictures and a PDF, and the shopper sees and saves them', async ({ shopper, browser }) => {
      const agent = await taken(shopper, browser, words.about, `Kim-${language}`);
      await pick(agent.page, png('lid.png', [200, 60, 40]), png('other.png', [40, 60, 200]), pdf(words.label));
      const chosen = agent.page.getByRole('list', { name: words.toSend });
      await expect(chosen.getByRole('listitem')).toHaveCount(3);
      await expect(chosen.getByRole('progressbar'), 'all are uploaded').toHaveCount(0);
      expect(await agent.objections()).toEqual([]);
      await agent.shoot('files-picked');
      await chosen.getByRole('button', { name: words.remove }).click();
      await expect(chosen.getByRole('listitem')).toHaveCount(2);
      await agent.say(words.here);
      await expect(chosen).toHaveCount(0);
      await expect.poll(() => drawn(agent.from('agent'))).toBe(1);
      const answer = shopper.from('agent').filter({ hasText: words.here });
      await expect(answer).toHaveCount(1);
      await expect.poll(() => drawn(answer)).toBe(1);
      await expect(answer.getByRole('button', { name: words.file })).toBeVisible();
      expect(await shopper.objections()).toEqual([]);
      expect(await shopper.overflow()).toBeLessThanOrEqual(0);
      if (SHOTS) await shopper.page.screenshot({ path: `${SHOTS}/files-widget-${language}.png` });

      const [saved] = await Promise.all([shopper.page.waitForEvent('download'), answer.getByRole('button', { name: words.file }).click()]);
      expect(saved.suggestedFilename()).toBe(words.label);
      expect(await readFile((await saved.path())!)).toEqual(pdf(words.label).buffer);
      await answer.getByRole('button', { name: words.large }).focus();
      await shopper.page.keyboard.press('Enter');
      const dialog = shopper.panel.getByRole('dialog', { name: words.picture });
      await expect(dialog.getByRole('img', { name: words.picture })).toBeVisible();
      expect(await shopper.objections()).toEqual([]);
      if (SHOTS) await shopper.page.screenshot({ path: `${SHOTS}/files-large-${language}.png` });
      const [kept] = await Promise.all([shopper.page.waitForEvent('download'), dialog.getByRole('button', { name: words.save }).click()]);
      expect(kept.suggestedFilename()).toMatch(/\.jpg$/);
      await shopper.page.keyboard.press('Escape');
      await expect(dialog).toHaveCount(0);
      await expect(answer.getByRole('button', { name: words.large }), 'the focus is back').toBeFocused();

      await shopper.page.reload();
      await expect.poll(() => drawn(answer)).toBe(1);
      await shopper.panel.locator('form input[type=file]').setInputFiles([png('drip.png', [20, 120, 60])]);
      await shopper.field.fill(words.look);
      await shopper.field.press('Enter');
      await expect.poll(() => drawn(agent.from('shopper').last())).toBe(1);
      await agent.page.reload();
      await agent.entry(words.look).click();
      await expect.poll(() => drawn(agent.from('shopper').last())).toBe(1);
      await expect.poll(() => drawn(agent.from('agent'))).toBe(1);
      await agent.page.context().close();
    });

    test('what cannot be sent is said at once, and nothing goes without it', async ({ shopper, browser }) => {
      const agent = await taken(shopper, browser, words.about, `Kit-${language}`);
      const reply = agent.page.getByRole('textbox', { name: agent.words.reply });
      const chosen = agent.page.getByRole('list', { name: words.toSend });
      await pick(agent.page, { name: 'x.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') });
      await expect(agent.page.getByRole('alert').filter({ hasText: words.kinds })).toBeVisible();
      await pick(agent.page, pdf('acts.pdf', '<< /S /JavaScript /JS (app.alert) >>'));
      await expect(agent.page.getByRole('alert').filter({ hasText: words.acts })).toBeVisible();
      expect(await agent.objections()).toEqual([]);
      await agent.shoot('files-refused');
      await reply.fill(words.here);
      await reply.press('Enter');
      await expect(reply, 'it waits until the file is taken out').toHaveValue(words.here);
      await chosen.getByRole('button').click();
      await give(reply, 'paste', png('pasted.png', [90, 90, 30]));
      await give(agent.log, 'drop', png('dropped.png', [30, 90, 90]));
      await expect(chosen.getByRole('listitem')).toHaveCount(2);
      await pick(agent.page, ...[1, 2, 3, 4].map((n) => png(`more${n}.png`, [n * 50, 10, 10])));
      await expect(agent.page.getByRole('alert').filter({ hasText: words.five })).toBeVisible();
      await expect(chosen.getByRole('listitem')).toHaveCount(5);
      await reply.press('Enter');
      await expect.poll(() => drawn(shopper.from('agent').last())).toBe(5);
      expect(await shopper.overflow()).toBeLessThanOrEqual(0);
      await agent.page.context().close();
    });

    test('by the link in a letter the pictures of these words are seen, and sent', async ({ shopper, browser }) => {
      const agent = await taken(shopper, browser, words.address, `Kay-${language}`);
      await pick(agent.page, png('lid.png', [200, 60, 40]), pdf(words.label));
      await agent.page.getByRole('textbox', { name: agent.words.reply }).press('Enter');
      await expect.poll(() => drawn(shopper.from('agent').last())).toBe(1);
      const query = `SELECT text FROM outbox WHERE "to" = '${/\S+@\S+/.exec(words.address)![0]}' ORDER BY id DESC LIMIT 1`;
      let letter = '';
      await expect.poll(async () => (letter = String((await rows(join(place.folder, 'shoptalk.db'), query))[0]?.[0] ?? '')), { timeout: 60_000 }).toContain('/panel#');
      expect(letter, 'the letter names them').toContain(words.named);
      const phone = await browser.newContext({ viewport: { width: 390, height: 780 }, locale: language === 'zh' ? 'zh-CN' : 'en-US' });
      const page = await phone.newPage();
      await page.goto(/\S+\/panel#\S+/.exec(letter)![0]);
      const answer = page.locator('[data-author=agent]').last();
      await expect.poll(() => drawn(answer)).toBe(1);
      const [saved] = await Promise.all([page.waitForEvent('download'), answer.getByRole('button', { name: words.file }).click()]);
      expect(saved.suggestedFilename()).toBe(words.label);
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/files-link-${language}.png` });
      await page.locator('form input[type=file]').setInputFiles([png('drip.png', [20, 120, 60])]);
      await page.getByRole('textbox', { name: /^(Message|消息)$/ }).press('Enter');
      await expect.poll(() => drawn(agent.from('shopper').last())).toBe(1);
      await agent.page.context().close();
      await phone.close();
    });
  });
}
