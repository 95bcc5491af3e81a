import { Form, Input, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { CommandDialog } from '../../parts/command-dialog.tsx';
import { useSession } from '../../session/use-session.ts';
import { LabCloseWorkOrderDocument, LabOpenWorkOrderDocument } from './generated.ts';

interface Dialog {
  readonly onDone: () => void;
  readonly onClose: () => void;
}

const MOST_SAMPLES = 10_000;

/** Opens a work order for a booking: who operates, by which procedure, with how many samples. */
export function OpenWorkOrder({ bookingId, onDone, onClose }: Dialog & { readonly bookingId: string }) {
  const { t } = useTranslation('lab');
  const { user } = useSession();
  const { run } = useCommand(LabOpenWorkOrderDocument);
  return (
    <CommandDialog<{ operatorName: string; procedure?: string; samples: number }>
      title={t('order.openTitle')}
      confirm={t('order.open')}
      initial={{ operatorName: user?.name ?? '', samples: 0 }}
      run={(values) => run({ bookingId, ...values })}
      onDone={onDone}
      onClose={onClose}
    >
      <Form.Item name="operatorName" label={t('order.operator')} rules={[{ required: true, whitespace: true }]}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="procedure" label={t('order.procedure')}>
        <Input.TextArea rows={2} maxLength={2000} />
      </Form.Item>
      <Samples />
    </CommandDialog>
  );
}

/** Closes a work order: its hours become the fee. */
export function CloseWorkOrder(
  props: Dialog & { readonly workOrder: { readonly id: string; readonly samples: number } },
) {
  const { t } = useTranslation('lab');
  const { run } = useCommand(LabCloseWorkOrderDocument);
  const { id, samples } = props.workOrder;
  return (
    <CommandDialog<{ resultText?: string; samples: number }>
      title={t('order.closeTitle')}
      confirm={t('order.close')}
      initial={{ samples }}
      run={(values) => run({ workOrderId: id, ...values })}
      onDone={props.onDone}
      onClose={props.onClose}
    >
      <p>{t('order.closeText')}</p>
      <Form.Item name="resultText" label={t('order.result')}>
        <Input.TextArea rows={3} maxLength={4000} />
      </Form.Item>
      <Samples />
    </CommandDialog>
  );
}

function Samples() {
  const { t } = useTranslation('lab');
  return (
    <Form.Item name="samples" label={t('order.samples')}>
      <InputNumber min={0} max={MOST_SAMPLES} precision={0} />
    </Form.Item>
  );
}
