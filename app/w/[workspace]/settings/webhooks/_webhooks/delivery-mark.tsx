import { StateMark } from '@/app/_ui/state-mark';
import { deliveryMark } from '@/app/_words/webhook';
import type { WebhookDeliveryView } from '@/lib/contract/webhook';

export function DeliveryMark({ delivery }: { delivery: WebhookDeliveryView }) {
  const { tone, label } = deliveryMark(delivery);
  return <StateMark tone={tone}>{label}</StateMark>;
}
