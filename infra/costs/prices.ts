/**
 * What AWS asks in us-east-1 in US dollars, as of 2026, without free tiers, discounts or taxes. Each group names the page
 * that says so.
 */
export const prices = {
  /** https://aws.amazon.com/rds/aurora/pricing/ (Aurora Standard, Serverless v2) */
  aurora: { capacityUnitHour: 0.12, storageGibMonth: 0.1, millionIos: 0.2, backupGibMonth: 0.021 },
  /** https://aws.amazon.com/vpc/pricing/ (NAT gateway, public IPv4 address) and https://aws.amazon.com/privatelink/pricing/ */
  network: { natGatewayHour: 0.045, publicAddressHour: 0.005, natGib: 0.045, endpointZoneHour: 0.01 },
  /** https://aws.amazon.com/lambda/pricing/ (Arm) */
  lambda: { gibSecond: 0.0000133334, millionRequests: 0.2 },
  /** https://aws.amazon.com/sqs/pricing/ (FIFO) */
  sqs: { millionRequests: 0.5 },
  /** https://aws.amazon.com/api-gateway/pricing/ (HTTP APIs) */
  api: { millionRequests: 1 },
  /** https://aws.amazon.com/eventbridge/pricing/ (Scheduler) */
  scheduler: { millionRuns: 1 },
  /** https://aws.amazon.com/s3/pricing/ (Standard) */
  s3: { gibMonth: 0.023, thousandPuts: 0.005 },
  /** https://aws.amazon.com/cloudwatch/pricing/ */
  cloudWatch: { alarm: 0.1, metric: 0.3, dashboard: 3, logGib: 0.5 },
  /** https://aws.amazon.com/secrets-manager/pricing/ and https://aws.amazon.com/kms/pricing/ */
  secrets: { secret: 0.4, key: 1 },
} as const;
