import { departments } from '../catalogue/departments.ts';
import { families } from '../catalogue/families.ts';
import { text, type Text } from '../catalogue/text.ts';
import type { ProductRecord } from './product.ts';

export type ChannelNodeRecord = {
  EntityId: number;
  EntityTypeId: 'ChannelNode';
  Attributes: Record<string, unknown>;
  InboundLinks: { LinkTypeId: string; SourceEntityTypeId: string; SourceEntityId: number }[];
  OutboundLinks: { LinkTypeId: string; TargetEntityTypeId: string; TargetEntityId: number }[];
};

const channelId = 9000;
const rootId = 9001;

/** The node of a family in the channel tree, which its products are linked to. */
export function familyNodeId(familyId: string): number {
  return 9101 + families.findIndex((family) => family.id === familyId);
}

/** The channel tree: a root, departments, families, and the links from each to what is below it. */
export function buildChannelNodes(products: readonly ProductRecord[]): ChannelNodeRecord[] {
  const departmentId = (id: string): number =>
    9011 + departments.findIndex((department) => department.id === id);
  const root = node(rootId, 'catalogue', text('Catalogue', 'Catálogo', 'Catalogue'), 'catalogue', 10, {
    parent: channelId,
    nodes: departments.map(({ id }) => departmentId(id)),
  });
  const middle = departments.map(({ id, name }, index) =>
    node(departmentId(id), id, name, `catalogue/${id}`, (index + 1) * 10, {
      parent: rootId,
      nodes: families.filter((family) => family.department === id).map((family) => familyNodeId(family.id)),
    }),
  );
  const leaves = families.map((family, index) =>
    node(
      familyNodeId(family.id),
      family.id,
      family.name,
      `catalogue/${family.department}/${family.id}`,
      (index + 1) * 10,
      {
        parent: departmentId(family.department),
        products: products
          .filter((product) => product.FieldSetId === family.id)
          .map((product) => product.EntityId),
      },
    ),
  );
  return [root, ...middle, ...leaves];
}

function node(
  id: number,
  name: string,
  title: Text,
  path: string,
  sortOrder: number,
  links: { parent: number; nodes?: number[]; products?: number[] },
): ChannelNodeRecord {
  const fromChannel = links.parent === channelId;
  return {
    EntityId: id,
    EntityTypeId: 'ChannelNode',
    Attributes: {
      ChannelNodeId: name,
      ChannelNodeName: title,
      ChannelNodePath: path,
      ChannelNodeSortOrder: sortOrder,
    },
    InboundLinks: [
      {
        LinkTypeId: fromChannel ? 'ChannelChannelNodes' : 'ChannelNodeChannelNodes',
        SourceEntityTypeId: fromChannel ? 'Channel' : 'ChannelNode',
        SourceEntityId: links.parent,
      },
    ],
    OutboundLinks: [
      ...(links.nodes ?? []).map((target) => link('ChannelNodeChannelNodes', 'ChannelNode', target)),
      ...(links.products ?? []).map((target) => link('ChannelNodeProducts', 'Product', target)),
    ],
  };
}

function link(type: string, targetType: string, target: number): ChannelNodeRecord['OutboundLinks'][number] {
  return { LinkTypeId: type, TargetEntityTypeId: targetType, TargetEntityId: target };
}
