import type { Choice, FormShown, FilePart, InsightPart, Part } from '../api/parts';
import type { Side } from '../chat/Said';
import { later } from '../ui/Later';
import { AnswerPart } from './AnswerPart';
import { Choices } from './Choices';
import { Confirmation } from './Confirmation';
import { Handoff } from './Handoff';
import { OrderCard } from './OrderCard';
import { ProductCards } from './ProductCards';
import { SentPicture } from './SentPicture';
import type { FormSending } from './sending';
import { Words } from './Words';

interface FormProps {
  readonly form: FormShown;
  readonly own: Side;
  readonly open: boolean;
  readonly sending: FormSending;
  readonly onChoose: (choice: Choice) => void;
}

const Form = later<FormProps>(() => import('./FormCard'));
const Insight = later<InsightPart>(() => import('./Insight'));
const SentFile = later<FilePart>(() => import('./SentFile'));

interface Props {
  readonly part: Part;
  /** Whose face this is. */
  readonly own: Side;
  /** Whether its choices may still be taken. */
  readonly open: boolean;
  /** Whether it tells of a wait that goes on. */
  readonly waits: boolean;
  /** Whether its form may still be sent. */
  readonly fillable: boolean;
  readonly sending: FormSending;
  readonly onChoose: (choice: Choice) => void;
}

/** One part of a message, by its kind. */
export function PartView({ part, own, open, fillable, sending, waits, onChoose }: Props) {
  switch (part.kind) {
    case 'text':
      return <Words text={part.text} />;
    case 'image':
      return <SentPicture {...part} />;
    case 'file':
      return <SentFile {...part} />;
    case 'answer':
      return <AnswerPart {...part} />;
    case 'order':
      return <OrderCard {...part} />;
    case 'products':
      return <ProductCards {...part} />;
    case 'choices':
      return <Choices {...part} open={open} onChoose={onChoose} />;
    case 'confirmation':
      return <Confirmation {...part} open={open} own={own} onChoose={onChoose} />;
    case 'form':
      return <Form form={part} own={own} open={fillable} sending={sending} onChoose={onChoose} />;
    case 'handoff':
      return <Handoff {...part} own={own} waits={waits} />;
    case 'insight':
      return <Insight {...part} />;
  }
}
