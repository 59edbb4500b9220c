import { StateMark } from '@/app/_ui/state-mark';
import { DELIVERY_WORDS } from '@/app/_words/webhook';
import type { WebhookDeliveryView } from '@/lib/contract/webhook';

export function DeliveryMark({ delivery }: { delivery: WebhookDeliveryView }) {
  const { tone, label } = DELIVERY_WORDS[delivery.state];
  return <StateMark tone={tone}>{label}</StateMark>;
}
