import { list, number, object, present, text, type Json } from './read';

/** Money in minor units with its ISO 4217 code. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

export interface TextPart {
  readonly kind: 'text';
  readonly text: string;
}

/** A picture that was sent; its bytes are asked for by its id. */
export interface ImagePart {
  readonly kind: 'image';
  readonly attachment_id: string;
  readonly width: number;
  readonly height: number;
}

/** A document of so many bytes that a person of the shop sent; they are asked for by its id. */
export interface FilePart {
  readonly kind: 'file';
  readonly attachment_id: string;
  readonly name: string;
  readonly bytes: number;
}

export interface Citation {
  readonly n: number;
  readonly document_id: string;
  readonly title: string;
  readonly url?: string;
  readonly quote: string;
}

export interface AnswerPart {
  readonly kind: 'answer';
  readonly text: string;
  readonly citations: readonly Citation[];
}

export interface OrderLine {
  readonly title: string;
  readonly options?: string;
  readonly quantity: number;
  readonly price?: Money;
}

export interface Shipment {
  readonly carrier: string;
  readonly tracking?: string;
  readonly url?: string;
  readonly eta?: string;
  readonly delivered_at?: string;
}

export interface Refund {
  readonly amount: Money;
  readonly method?: string;
  readonly status?: string;
}

/** Money that a change cost on top of the order's first total. */
export interface Charge {
  readonly amount: Money;
  readonly method?: string;
}

/** A return, an exchange or a problem; a positive amount goes back to the customer. */
export interface Claim {
  readonly claim_id: string;
  readonly kind: string;
  readonly status?: string;
  readonly amount?: Money;
  readonly method?: string;
  readonly carrier?: string;
  readonly tracking?: string;
  /** What the shop's people last had to say about it. */
  readonly word?: string;
}

/** How far an order has come; without a time where the data hold none. */
export interface TimelineStep {
  readonly step: string;
  readonly done: boolean;
  readonly at?: string;
}

export interface OrderPart {
  readonly kind: 'order';
  readonly order_id: string;
  readonly status: string;
  readonly placed_at?: string;
  /** Only the status may be seen by this shopper. */
  readonly masked?: true;
  readonly lines: readonly OrderLine[];
  readonly total?: Money;
  readonly shipments: readonly Shipment[];
  readonly refunds: readonly Refund[];
  readonly charges: readonly Charge[];
  readonly claims: readonly Claim[];
  readonly timeline: readonly TimelineStep[];
}

/** What is really bought: one choice of a product's options. */
export interface ProductVariant {
  readonly variant_id: string;
  readonly title: string;
  readonly price?: Money;
  readonly in_stock: boolean;
  /** As many as can be had, where the service says so. */
  readonly most?: number;
}

export interface ProductItem {
  readonly product_id: string;
  readonly title: string;
  readonly price?: Money;
  readonly image?: string;
  readonly url?: string;
  readonly in_stock: boolean;
  readonly variants: readonly ProductVariant[];
  readonly why?: string;
}

export interface ProductsPart {
  readonly kind: 'products';
  readonly items: readonly ProductItem[];
}

export interface Choice {
  readonly id: string;
  readonly title: string;
}

export interface ChoicesPart {
  readonly kind: 'choices';
  readonly items: readonly Choice[];
}

/** A yes or no to a proposal; without a title the face has its own words for it. */
export interface Answer {
  readonly id: string;
  readonly title?: string;
}

export interface Change {
  readonly field: string;
  readonly from?: string;
  readonly to?: string;
}

export interface ConfirmationPart {
  readonly kind: 'confirmation';
  readonly summary: string;
  readonly changes: readonly Change[];
  readonly confirm: Answer;
  readonly decline: Answer;
}

/** A form as far as it is known before its own code is there, which reads the rest. */
export interface FormShown {
  readonly kind: 'form';
  readonly id: string;
  readonly labels: string;
  readonly insteadOfChoices: boolean;
  readonly json: Json;
}

export interface HandoffPart {
  readonly kind: 'handoff';
  readonly status: 'queued' | 'assigned' | 'transferred' | 'returned' | 'left_message';
  readonly position?: number;
  /** About how many minutes it takes, from and to, as measured. */
  readonly wait?: readonly [number, number];
  /** Whether somebody who can answer is there and free. */
  readonly isFree?: boolean;
  /** What brought it there, where that is not what the shopper asked for. */
  readonly why?: (typeof HANDOFF_REASONS)[number];
  readonly hours?: string;
  /** The name by which shoppers know whoever has the conversation. */
  readonly agent?: string;
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Evidence {
  readonly quote: string;
  readonly source?: string;
  /** `for` or `against` where the insight weighs opinions. */
  readonly stance?: string;
}

export interface InsightPart {
  readonly kind: 'insight';
  readonly title: string;
  readonly text?: string;
  readonly table?: Table;
  readonly evidence: readonly Evidence[];
}

export type Part =
  | TextPart
  | ImagePart
  | FilePart
  | AnswerPart
  | OrderPart
  | ProductsPart
  | ChoicesPart
  | ConfirmationPart
  | FormShown
  | HandoffPart
  | InsightPart;

/** A part as the service sent it; one of an unknown kind becomes its text, or undefined if it has none. */
export function readPart(value: unknown): Part | undefined {
  const json = object(value);
  if (!json) return undefined;
  const read = READERS[text(json['kind']) ?? ''] ?? readText;
  return read(json) ?? readText(json);
}

const READERS: Readonly<Record<string, (json: Json) => Part | undefined>> = {
  text: readText,
  image: readImage,
  file: readFile,
  answer: readAnswer,
  order: readOrder,
  products: readProducts,
  choices: readChoices,
  confirmation: readConfirmation,
  form: readFormShown,
  handoff: readHandoff,
  insight: readInsight,
};

function readText(json: Json): TextPart | undefined {
  const words = text(json['text']);
  return words === undefined ? undefined : { kind: 'text', text: words };
}

function readImage(json: Json): ImagePart | undefined {
  const attachment_id = text(json['attachment_id']);
  const width = number(json['width']);
  const height = number(json['height']);
  return attachment_id && width && height ? { kind: 'image', attachment_id, width, height } : undefined;
}

function readFile(json: Json): FilePart | undefined {
  const attachment_id = text(json['attachment_id']);
  const name = text(json['name']);
  return attachment_id && name ? { kind: 'file', attachment_id, name, bytes: number(json['bytes']) ?? 0 } : undefined;
}

function readAnswer(json: Json): AnswerPart | undefined {
  const words = text(json['text']);
  if (words === undefined) return undefined;
  return { kind: 'answer', text: words, citations: list(json['citations'], readCitation) };
}

function readCitation(value: unknown): Citation | undefined {
  const json = object(value);
  const n = number(json?.['n']);
  const quote = text(json?.['quote']);
  if (!json || n === undefined || quote === undefined) return undefined;
  const document_id = text(json['document_id']) ?? '';
  return present<Citation>({ n, document_id, title: text(json['title']) ?? document_id, quote, url: text(json['url']) });
}

export function readMoney(value: unknown): Money | undefined {
  const json = object(value);
  const amount = number(json?.['amount']);
  const currency = text(json?.['currency']);
  return amount === undefined || currency === undefined ? undefined : { amount, currency };
}

function readOrder(json: Json): OrderPart | undefined {
  const order_id = text(json['order_id']);
  const status = text(json['status']);
  if (order_id === undefined || status === undefined) return undefined;
  return present<OrderPart>({
    kind: 'order',
    order_id,
    status,
    placed_at: text(json['placed_at']),
    masked: json['masked'] === true ? true : undefined,
    lines: list(json['lines'], readLine),
    total: readMoney(json['total']),
    shipments: list(json['shipments'], readShipment),
    refunds: list(json['refunds'], readRefund),
    charges: list(json['charges'], readCharge),
    claims: list(json['claims'], readClaim),
    timeline: list(json['timeline'], readStep),
  });
}

function readStep(value: unknown): TimelineStep | undefined {
  const json = object(value);
  const step = text(json?.['step']);
  return json && step !== undefined ? present<TimelineStep>({ step, done: json['done'] === true, at: text(json['at']) }) : undefined;
}

function readVariant(value: unknown): ProductVariant | undefined {
  const json = object(value);
  const variant_id = text(json?.['variant_id']);
  if (!json || variant_id === undefined) return undefined;
  const title = text(json['title']) ?? variant_id;
  return present<ProductVariant>({ variant_id, title, price: readMoney(json['price']), in_stock: json['in_stock'] === true, most: number(json['most']) });
}

function readLine(value: unknown): OrderLine | undefined {
  const json = object(value);
  const title = text(json?.['title']);
  if (!json || title === undefined) return undefined;
  return present<OrderLine>({
    title,
    options: readOptions(json['options']),
    quantity: number(json['quantity']) ?? 1,
    price: readMoney(json['price']) ?? readMoney(json['unit_price']),
  });
}

/** Options come as words ("Black, M") or by name ({"colour": "Black"}). */
function readOptions(value: unknown): string | undefined {
  const named = object(value);
  return text(value) ?? (named ? text(Object.values(named).map(text).filter(Boolean).join(', ')) : undefined);
}

function readShipment(value: unknown): Shipment | undefined {
  const json = object(value);
  const carrier = text(json?.['carrier']);
  if (!json || carrier === undefined) return undefined;
  return present<Shipment>({
    carrier,
    tracking: text(json['tracking']),
    url: text(json['url']),
    eta: text(json['eta']),
    delivered_at: text(json['delivered_at']),
  });
}

function readRefund(value: unknown): Refund | undefined {
  const json = object(value);
  const amount = readMoney(json?.['amount']);
  if (!json || !amount) return undefined;
  return present<Refund>({ amount, method: text(json['method']), status: text(json['status']) });
}

function readCharge(value: unknown): Charge | undefined {
  const json = object(value);
  const amount = readMoney(json?.['amount']);
  if (!json || !amount) return undefined;
  return present<Charge>({ amount, method: text(json['method']) });
}

function readClaim(value: unknown): Claim | undefined {
  const json = object(value);
  const claim_id = text(json?.['claim_id']);
  const kind = text(json?.['kind']);
  if (!json || !claim_id || !kind) return undefined;
  return present<Claim>({
    claim_id,
    kind,
    status: text(json['status']),
    amount: readMoney(json['amount']),
    method: text(json['method']),
    carrier: text(json['carrier']),
    tracking: text(json['tracking']),
    word: text(json['word']),
  });
}

function readProducts(json: Json): ProductsPart | undefined {
  const items = list(json['items'], readProduct);
  return items.length ? { kind: 'products', items } : undefined;
}

function readProduct(value: unknown): ProductItem | undefined {
  const json = object(value);
  const product_id = text(json?.['product_id']);
  const title = text(json?.['title']);
  if (!json || product_id === undefined || title === undefined) return undefined;
  return present<ProductItem>({
    product_id,
    title,
    price: readMoney(json['price']),
    image: text(json['image']),
    url: text(json['url']),
    in_stock: json['in_stock'] !== false,
    variants: list(json['variants'], readVariant),
    why: text(json['why']),
  });
}

function readChoices(json: Json): ChoicesPart | undefined {
  const items = list(json['items'], readChoice);
  return items.length ? { kind: 'choices', items } : undefined;
}

function readChoice(value: unknown): Choice | undefined {
  const json = object(value);
  const id = text(json?.['id']);
  const title = text(json?.['title']);
  return id === undefined || title === undefined ? undefined : { id, title };
}

function readConfirmation(json: Json): ConfirmationPart | undefined {
  const summary = text(json['summary']);
  const confirm = readAnswerId(json['confirm']);
  const decline = readAnswerId(json['decline']);
  if (summary === undefined || !confirm || !decline) return undefined;
  return { kind: 'confirmation', summary, changes: list(json['changes'], readChange), confirm, decline };
}

function readFormShown(json: Json): FormShown | undefined {
  const id = text(json['id']);
  const labels = list(json['fields'], (field) => text(object(field)?.['label'])).join(', ');
  return id && labels ? { kind: 'form', id, labels, insteadOfChoices: json['instead_of_choices'] === true, json } : undefined;
}

function readAnswerId(value: unknown): Answer | undefined {
  const json = object(value);
  const id = text(json ? json['id'] : value);
  return id === undefined ? undefined : present<Answer>({ id, title: text(json?.['title']) });
}

function readChange(value: unknown): Change | undefined {
  const json = object(value);
  const field = text(json?.['field']);
  if (!json || field === undefined) return undefined;
  return present<Change>({ field, from: text(json['from']), to: text(json['to']) });
}

const HANDOFF_REASONS = ['unanswered', 'vanished', 'offered'] as const;
const HANDOFF_STATUSES = ['queued', 'assigned', 'transferred', 'returned', 'left_message'] as const;

function readHandoff(json: Json): HandoffPart | undefined {
  const status = HANDOFF_STATUSES.find((known) => known === json['status']);
  if (!status) return undefined;
  return present<HandoffPart>({
    kind: 'handoff',
    status,
    position: number(json['position']),
    wait: readWait(json['wait']),
    isFree: typeof json['is_free'] === 'boolean' ? json['is_free'] : undefined,
    why: HANDOFF_REASONS.find((known) => known === json['why']),
    hours: text(json['hours']),
    agent: text(json['agent']),
  });
}

function readWait(value: unknown): readonly [number, number] | undefined {
  const [low, high] = list(value, number);
  return low !== undefined && high !== undefined ? [low, high] : undefined;
}

function readInsight(json: Json): InsightPart | undefined {
  const title = text(json['title']);
  if (title === undefined) return undefined;
  return present<InsightPart>({
    kind: 'insight',
    title,
    text: text(json['text']),
    table: readTable(json['table']),
    evidence: list(json['evidence'], readEvidence),
  });
}

function readTable(value: unknown): Table | undefined {
  const json = object(value);
  // What is empty keeps its place: what stands under a name has to be that one's.
  const cells = (row: unknown): string[] | undefined => (Array.isArray(row) ? row.map((cell) => text(cell) ?? '') : undefined);
  const columns = cells(json?.['columns']);
  const rows = list(json?.['rows'], cells);
  return columns?.length && rows.length ? { columns, rows } : undefined;
}

function readEvidence(value: unknown): Evidence | undefined {
  const json = object(value);
  const quote = text(value) ?? text(json?.['quote']) ?? text(json?.['text']);
  if (quote === undefined) return undefined;
  return present<Evidence>({ quote, source: text(json?.['source']), stance: text(json?.['stance']) });
}
