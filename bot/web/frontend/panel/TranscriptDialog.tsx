import { useState } from 'preact/hooks';
import type { Client } from '../shared/api/client';
import { Problem } from '../shared/api/problem';
import { problemWords } from '../shared/chat/problemWords';
import type { Conversation } from '../shared/conversation/conversation';
import { language } from '../shared/i18n/phrases';
import { Dialog } from '../shared/ui/Dialog';
import { Transcript } from './transcript';
import { w as said } from './transcriptWords';
import { w } from './words';

interface Props {
  readonly client: Client;
  readonly conversation: Conversation;
  readonly onClose: () => void;
}

/** Takes the conversation away: as a file, or to an address that is given here. */
export default function TranscriptDialog({ client, conversation, onClose }: Props) {
  const [transcript] = useState(() => new Transcript(client, () => conversation.session));
  const [email, setEmail] = useState('');
  const [sending, setSending] = useState(false);
  const [told, setTold] = useState<{ readonly words: string; readonly isTrouble: boolean } | null>(null);
  const tell = async (act: () => Promise<string>): Promise<void> => {
    setSending(true);
    try {
      setTold({ words: await act(), isTrouble: false });
    } catch (error) {
      const reason = error instanceof Problem && error.kind === 'invalid-input' ? said('transcriptAddress') : problemWords(error);
      setTold({ words: said('transcriptFailed', { reason }), isTrouble: true });
    } finally {
      setSending(false);
    }
  };
  const save = (form: 'text' | 'html') => () =>
    void tell(async () => {
      await transcript.save(form, language.value);
      return said('transcriptSaved');
    });
  const mail = (event: Event): void => {
    event.preventDefault();
    if (sending) return;
    void tell(async () => {
      await transcript.mail(email.trim(), language.value);
      return said('transcriptMailed', { email: email.trim() });
    });
  };
  return (
    <Dialog title={w('transcript')} onClose={onClose}>
      <div class="flex flex-wrap gap-2">
        <button type="button" class="btn btn-outline min-h-11 flex-1" onClick={save('text')}>
          {said('transcriptText')}
        </button>
        <button type="button" class="btn btn-outline min-h-11 flex-1" onClick={save('html')}>
          {said('transcriptPage')}
        </button>
      </div>
      <form class="flex flex-col gap-2" onSubmit={mail}>
        <label class="flex flex-col gap-1 text-sm">
          {said('transcriptEmail')}
          <input type="email" class="input min-h-11 w-full border-base-content/50 text-base" autocomplete="email" required maxLength={254} value={email} onInput={(event) => setEmail(event.currentTarget.value)} />
        </label>
        <button type="submit" class="btn btn-primary min-h-11" aria-disabled={sending}>
          {said('transcriptSend')}
        </button>
      </form>
      <p class={`text-sm ${told?.isTrouble ? 'text-error' : ''}`} role="status">
        {told?.words}
      </p>
    </Dialog>
  );
}
