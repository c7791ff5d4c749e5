import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Assets } from '../bundling/bundle-assets.ts';

/**
 * The layer of third-party packages. Each stack has a version of its own made from the same asset: a version is
 * replaced when its content changes, and one stack cannot take away what another still refers to.
 */
export class ThirdPartyLayer extends lambda.LayerVersion {
  constructor(scope: Construct, id: string, assets: Assets) {
    super(scope, id, {
      description: 'The third-party packages that the functions of Millrace share',
      code: lambda.Code.fromAsset(assets.layerFolder),
      compatibleRuntimes: [lambda.Runtime.NODEJS_24_X],
      compatibleArchitectures: [lambda.Architecture.ARM_64],
    });
  }
}
