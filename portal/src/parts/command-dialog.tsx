import { Form, Modal } from 'antd';
import { type ReactNode, useId, useState } from 'react';
import type { Failure } from '../graph/failure.ts';
import { Refusal } from './refusal.tsx';

/** What a command came to, as far as a dialog must know (`Outcome` of graph/use-command.ts fits). */
export interface DialogOutcome {
  readonly refusal?: { readonly message: string } | undefined;
  readonly failure?: Failure | undefined;
}

/**
 * A dialog that asks for what a command needs, runs it, and stays open with the reason when it is refused. `children` are antd `Form.Item`s whose names are
 * the keys of `Values`. Put it on the page only while it is open: each opening is a new intent.
 */
export function CommandDialog<Values extends object>(props: {
  readonly title: string;
  readonly confirm: string;
  readonly isDangerous?: boolean;
  readonly initial?: Partial<Values>;
  readonly children: ReactNode;
  readonly run: (values: Values) => Promise<DialogOutcome>;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const [form] = Form.useForm<Values>();
  // Two forms on one page must not share the ids of their fields.
  const name = useId();
  const [running, setRunning] = useState(false);
  const [outcome, setOutcome] = useState<DialogOutcome>({});
  const submit = async (values: Values): Promise<void> => {
    setRunning(true);
    const answer = await props.run(values);
    setRunning(false);
    setOutcome(answer);
    if (answer.refusal === undefined && answer.failure === undefined) props.onDone();
  };
  return (
    <Modal
      open
      title={props.title}
      okText={props.confirm}
      okButtonProps={{ danger: props.isDangerous ?? false, loading: running }}
      onOk={() => form.submit()}
      onCancel={props.onClose}
      mask={{ closable: false }}
    >
      <Form<Values>
        form={form}
        name={name}
        layout="vertical"
        requiredMark={false}
        onFinish={(values) => void submit(values)}
        {...(props.initial === undefined ? {} : { initialValues: props.initial })}
      >
        {props.children}
      </Form>
      <Refusal {...outcome} />
    </Modal>
  );
}
