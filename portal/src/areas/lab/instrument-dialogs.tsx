import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { CommandDialog } from '../../parts/command-dialog.tsx';
import { fenOfYuan } from '../../parts/yuan.ts';
import { LabRegisterInstrumentDocument, LabShareInstrumentDocument, type SharingLevel } from './generated.ts';
import type { OwnInstrument } from './instruments-page.tsx';

const LEVELS: readonly SharingLevel[] = ['NOT_SHARED', 'UNIT', 'CITY', 'PROVINCE', 'NATION'];

interface Ends {
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Who finds the instrument: the unit, the city, the province, the nation. The province takes instruments from ¥200,000. */
export function ShareInstrument({ instrument, onDone, onClose }: Ends & { readonly instrument: OwnInstrument }) {
  const { t } = useTranslation('lab');
  const { run } = useCommand(LabShareInstrumentDocument);
  return (
    <CommandDialog<{ sharing: SharingLevel; reason?: string }>
      title={`${t('own.share')} · ${instrument.name}`}
      confirm={t('own.share')}
      initial={{ sharing: instrument.sharing }}
      run={(values) => run({ instrumentId: instrument.id, ...values })}
      onDone={onDone}
      onClose={onClose}
    >
      <p>{t('own.shareText')}</p>
      <Sharing />
      <Form.Item name="reason" label={t('own.reason')}>
        <Input maxLength={300} />
      </Form.Item>
    </CommandDialog>
  );
}

function Sharing() {
  const { t } = useTranslation('lab');
  return (
    <Form.Item name="sharing" label={t('own.sharing')}>
      <Select options={LEVELS.map((value) => ({ value, label: t(`sharing.${value}`) }))} />
    </Form.Item>
  );
}

interface NewInstrument {
  readonly name: string;
  readonly localId?: string;
  readonly model?: string;
  readonly category?: string;
  readonly location?: string;
  readonly value?: string;
  readonly sharing: SharingLevel;
}

/** Registers one instrument with what is asked most; the rest is added on its page or by a list. */
export function RegisterInstrument({ unitId, onDone, onClose }: Ends & { readonly unitId: string }) {
  const { t } = useTranslation('lab');
  const { run } = useCommand(LabRegisterInstrumentDocument);
  const isYuan = {
    validator: async (_: unknown, text?: string) => {
      if (text && fenOfYuan(text) === undefined) throw new Error(t('tariff.notYuan'));
    },
  };
  return (
    <CommandDialog<NewInstrument>
      title={t('own.register')}
      confirm={t('own.register')}
      initial={{ sharing: 'UNIT' }}
      run={({ name, sharing, value, ...details }) =>
        run({ unitId, name, sharing, details: { ...given(details), ...originalValue(value) } })
      }
      onDone={onDone}
      onClose={onClose}
    >
      <Form.Item name="name" label={t('field.name')} rules={[{ required: true, whitespace: true }]}>
        <Input maxLength={200} />
      </Form.Item>
      {(['localId', 'model', 'category', 'location'] as const).map((name) => (
        <Form.Item key={name} name={name} label={t(`field.${name}`)}>
          <Input maxLength={200} />
        </Form.Item>
      ))}
      <Form.Item name="value" label={t('own.value')} rules={[isYuan]}>
        <Input prefix="¥" inputMode="decimal" />
      </Form.Item>
      <Sharing />
    </CommandDialog>
  );
}

function originalValue(text: string | undefined): { readonly originalValueFen?: number } {
  const fen = fenOfYuan(text);
  return fen === undefined ? {} : { originalValueFen: fen };
}

/** What was typed. */
function given<Fields extends Readonly<Record<string, string | undefined>>>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, text]) => text?.trim())) as Partial<Fields>;
}
