import { png, type Chosen } from './chosen';
import { expect, test, type Widget } from './world';

const file = (name: string, grey: number): Chosen => png(name, [grey, grey, grey], 60);

async function pick(widget: Widget, ...files: Chosen[]): Promise<void> {
  await widget.panel.locator('input[type=file]').setInputFiles(files);
}

/** Whether a picture is really drawn, and not a broken one. */
async function drawn(widget: Widget, author: string): Promise<number> {
  return widget.panel.locator(`[data-author=${author}] img`).evaluateAll(
    (images) => images.filter((image) => (image as HTMLImageElement).complete && (image as HTMLImageElement).naturalWidth > 0).length,
  );
}

test('a picture is added, sent with words, shown, and still shown after a reload', async ({ widget, page, world }) => {
  await widget.open();
  await pick(widget, file('broken.png', 200));
  await expect(widget.panel.getByRole('img', { name: 'Picture 1' })).toBeVisible();
  expect(await widget.objections()).toEqual([]);
  await widget.say('it came broken');
  await expect(widget.said('I understood.')).toBeVisible();
  await expect.poll(() => drawn(widget, 'shopper')).toBe(1);
  await expect(widget.panel.getByRole('list', { name: 'Pictures to send' })).toHaveCount(0);
  const [message] = world.service.latest.messages;
  expect(message!['parts']).toMatchObject([{ kind: 'text', text: 'it came broken' }, { kind: 'image' }]);
  await page.reload();
  await expect.poll(() => drawn(widget, 'shopper')).toBe(1);
  expect(await widget.objections()).toEqual([]);
});

test('a picture needs no words, and one that was picked can be taken out again', async ({ widget, world }) => {
  await widget.open();
  await pick(widget, file('one.png', 10), file('two.png', 90));
  await widget.panel.getByRole('button', { name: 'Remove picture 1' }).click();
  await expect(widget.panel.getByRole('img', { name: /^Picture \d/ })).toHaveCount(1);
  await widget.panel.getByRole('button', { name: 'Send' }).click();
  await expect(widget.said('I understood.')).toBeVisible();
  expect(world.service.latest.messages[0]!['parts']).toMatchObject([{ kind: 'image' }]);
});

test('a picture that the service refuses says why and comes back with its words', async ({ widget, world }) => {
  await widget.open();
  await widget.say('hello');
  await expect(widget.said('I understood.')).toBeVisible();
  await pick(widget, file('bad.png', 5));
  world.service.refusals.push({ status: 422, detail: 'This is no picture that can be read.' });
  await widget.say('look');
  await expect(widget.panel.getByText('This is no picture that can be read.')).toBeVisible();
  await widget.panel.getByRole('button', { name: 'Edit' }).click();
  await expect(widget.field).toHaveValue('look');
  await expect(widget.panel.getByRole('img', { name: 'Picture 1' })).toBeVisible();
});

test('a picture whose way is cut is sent once when it is tried again', async ({ widget, world }) => {
  await widget.open();
  await widget.say('hello');
  await expect(widget.said('I understood.')).toBeVisible();
  await pick(widget, file('cut.png', 77));
  world.service.refusals.push({ status: 500, detail: 'Something went wrong.' });
  await widget.say('look at this');
  await widget.panel.getByRole('button', { name: 'Try again' }).click();
  await expect.poll(() => world.service.latest.messages.filter((message) => JSON.stringify(message).includes('look at this')).length).toBe(1);
  await expect.poll(() => drawn(widget, 'shopper')).toBe(1);
});

test('a picture that waits for the line outlives its page and is sent once', async ({ widget, world, page }) => {
  await widget.open();
  await widget.say('hello');
  await expect(widget.said('I understood.')).toBeVisible();
  world.link.cut();
  await pick(widget, file('offline.png', 33), file('offline2.png', 66));
  await widget.say('seen while offline');
  await expect(widget.panel.locator('[data-delivery=waiting]')).toContainText('seen while offline');
  await expect.poll(() => page.evaluate(() => JSON.stringify(localStorage))).toContain('seen while offline');
  await page.reload();
  world.link.mend();
  await page.reload();
  const sent = () => world.service.latest.messages.filter((message) => JSON.stringify(message).includes('seen while offline'));
  await expect.poll(() => sent().length).toBe(1);
  expect(sent()[0]!['parts']).toMatchObject([{ kind: 'text' }, { kind: 'image' }, { kind: 'image' }]);
  await expect.poll(() => drawn(widget, 'shopper')).toBe(2);
  await expect(widget.panel.locator('[data-delivery]')).toHaveCount(0);
  await expect.poll(() => page.evaluate(() => Object.keys(localStorage).filter((name) => name.includes('.out.')))).toEqual([]);
  await page.reload();
  await expect.poll(() => drawn(widget, 'shopper')).toBe(2);
  expect(sent()).toHaveLength(1);
});

test('a message whose pictures are gone is not sent without them', async ({ widget, world, page }) => {
  await widget.visit();
  await page.evaluate(() => {
    const kept = { outbound: { text: 'look at this one' }, shown: 'look at this one', at: Date.now(), pictures: 1 };
    localStorage.setItem('shoptalk.held.out.fedcba9876543210', JSON.stringify(kept));
  });
  await page.reload();
  await widget.launcher.click();
  await expect(widget.panel.getByText('The pictures of this message are no longer there. Please add them again.')).toBeVisible();
  await widget.panel.getByRole('button', { name: 'Edit' }).click();
  await expect(widget.field).toHaveValue('look at this one');
  expect([...world.service.conversations.values()].flatMap((one) => one.messages)).toEqual([]);
});

for (const [language, words] of [['en', 'Your browser keeps no pictures: please leave this page open until it is sent.'], ['zh', '您的浏览器无法保存图片：发送完成前请不要关闭此页面。']] as const) {
  test(`where the browser refuses to keep pictures, the shopper is told (${language})`, async ({ widget, world, page }) => {
    await page.addInitScript(() => Object.defineProperty(window, 'indexedDB', { get: () => { throw new DOMException('no', 'SecurityError'); } }));
    await widget.open(`?language=${language}`);
    world.link.cut();
    await pick(widget, file('kept.png', 44));
    await widget.say('look, offline');
    await expect(widget.panel.getByText(words)).toBeVisible();
    world.link.mend();
    await expect.poll(() => [...world.service.conversations.values()].flatMap((one) => one.messages).filter((message) => JSON.stringify(message).includes('look, offline')).length).toBe(1);
    await expect(widget.panel.getByText(words)).toHaveCount(0);
  });
}

test('what is no picture is not taken, and that is said', async ({ widget }) => {
  await widget.open();
  await pick(widget, { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('x') }, file('one.png', 10));
  await expect(widget.panel.getByRole('alert').filter({ hasText: 'Only pictures can be sent here: JPEG, PNG, WebP or GIF.' })).toBeVisible();
  await expect(widget.panel.getByRole('img', { name: /^Picture \d/ })).toHaveCount(1);
  await pick(widget, ...[1, 2, 3, 4, 5].map((n) => file(`more${n}.png`, n * 40)));
  await expect(widget.panel.getByRole('alert').filter({ hasText: 'A message takes five pictures; the others were left out.' })).toBeVisible();
  await expect(widget.panel.getByRole('img', { name: /^Picture \d/ })).toHaveCount(5);
  expect(await widget.objections()).toEqual([]);
});

test('a large photo is made smaller before it is sent', async ({ widget, world }) => {
  await widget.open();
  const noise = Buffer.concat([png('large.png', [120, 120, 120], 4000).buffer, Buffer.alloc(600_000, 1)]);
  await pick(widget, { name: 'large.png', mimeType: 'image/png', buffer: noise });
  await widget.say('large');
  // Sixteen million points are drawn anew first.
  await expect(widget.said('I understood.')).toBeVisible({ timeout: 40_000 });
  const [sent] = [...world.service.latest.pictures.values()];
  expect(sent!.subarray(0, 2).toString('hex')).toBe('ffd8');
  expect(sent!.length).toBeLessThan(400_000);
});

test('with a mouse there is no button for the camera', async ({ widget }) => {
  await widget.open();
  await expect(widget.panel.getByRole('button', { name: 'Add a picture' })).toBeVisible();
  await expect(widget.panel.getByRole('button', { name: 'Take a photo' })).toBeHidden();
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true });

  for (const [language, photo, gallery] of [['en', 'Take a photo', 'Add a picture'], ['zh', '拍照', '添加图片']] as const) {
    test(`a photo is taken with the camera at the back (${language})`, async ({ widget, page }) => {
      await widget.open(`?language=${language}`);
      const input = widget.panel.locator('input[type=file]');
      const take = async (name: string): Promise<string | null> => {
        const [chooser] = await Promise.all([page.waitForEvent('filechooser'), widget.panel.getByRole('button', { name }).tap()]);
        await chooser.setFiles(file('broken.png', 90));
        return input.getAttribute('capture');
      };
      expect(await take(photo)).toBe('environment');
      await expect(widget.panel.getByRole('img', { name: /^(Picture|图片) 1$/ })).toBeVisible();
      expect(await take(gallery)).toBeNull();
      await expect(widget.panel.getByRole('img', { name: /^(Picture|图片) 2$/ })).toBeVisible();
      const box = (await widget.field.boundingBox())!;
      expect(box.width, 'room to write is left').toBeGreaterThanOrEqual(150);
      expect(await widget.objections()).toEqual([]);
    });
  }
});
