import type { StageTemplate } from '../template/stage-template.ts';

type Versioning = { Status?: string } | undefined;
type Notification = { EventBridgeConfiguration?: { EventBridgeEnabled?: boolean } } | undefined;

/** Every bucket of the template: whether it keeps versions, and whether EventBridge hears of it. */
export function readBuckets(
  template: StageTemplate,
): { name: string; versioned: boolean; announces: boolean }[] {
  return template.list('AWS::S3::Bucket').map((bucket) => {
    const versioning = template.property(bucket, 'VersioningConfiguration') as Versioning;
    const notification = template.property(bucket, 'NotificationConfiguration') as Notification;
    const bridge = notification?.EventBridgeConfiguration;
    return {
      name: bucket.name,
      versioned: versioning?.Status === 'Enabled',
      // The configuration alone enables it, as its default is true.
      announces: bridge !== undefined && bridge.EventBridgeEnabled !== false,
    };
  });
}
