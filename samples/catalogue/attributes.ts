import { text, type Text } from './text.ts';
import { brands, certifications, refrigerants, statuses, type ValueList } from './values.ts';

/** What the attribute file says of one attribute. */
export type Attribute = {
  id: string;
  name: Text;
  dataType: 'String' | 'LocaleString' | 'Integer' | 'Double' | 'Boolean' | 'DateTime' | 'CVLString';
  allowed?: ValueList;
  multiple?: true;
  /** Only for field sets that move refrigerant. */
  refrigerationOnly?: true;
};

export const attributesByEntityType: Readonly<Record<string, readonly Attribute[]>> = {
  Product: [
    {
      id: 'ProductId',
      name: text('Product number', 'Número de producto', 'Numéro de produit'),
      dataType: 'String',
    },
    { id: 'ProductName', name: text('Name', 'Nombre', 'Nom'), dataType: 'LocaleString' },
    {
      id: 'ProductDescription',
      name: text('Description', 'Descripción', 'Description'),
      dataType: 'LocaleString',
    },
    { id: 'ProductBrand', name: text('Brand', 'Marca', 'Marque'), dataType: 'CVLString', allowed: brands },
    {
      id: 'ProductStatus',
      name: text('Status', 'Estado', 'Statut'),
      dataType: 'CVLString',
      allowed: statuses,
    },
    {
      id: 'ProductCertifications',
      name: text('Certifications', 'Certificaciones', 'Certifications'),
      dataType: 'CVLString',
      allowed: certifications,
      multiple: true,
    },
    {
      id: 'ProductSeer2',
      name: text('Efficiency (SEER2)', 'Eficiencia (SEER2)', 'Rendement (SEER2)'),
      dataType: 'Double',
      refrigerationOnly: true,
    },
    {
      id: 'ProductRefrigerant',
      name: text('Refrigerant', 'Refrigerante', 'Frigorigène'),
      dataType: 'CVLString',
      allowed: refrigerants,
      refrigerationOnly: true,
    },
    {
      id: 'ProductWarrantyYears',
      name: text('Warranty (years)', 'Garantía (años)', 'Garantie (ans)'),
      dataType: 'Integer',
    },
    { id: 'ProductLaunchDate', name: text('Launch date', 'Lanzamiento', 'Lancement'), dataType: 'DateTime' },
    { id: 'ProductPromotion', name: text('Promotion', 'Promoción', 'Promotion'), dataType: 'LocaleString' },
  ],
  Item: [
    { id: 'ItemId', name: text('SKU', 'SKU', 'UGS'), dataType: 'String' },
    { id: 'ItemName', name: text('Name', 'Nombre', 'Nom'), dataType: 'LocaleString' },
    { id: 'ItemSize', name: text('Size', 'Medida', 'Format'), dataType: 'String' },
    { id: 'ItemUpc', name: text('UPC', 'UPC', 'CUP'), dataType: 'String' },
    { id: 'ItemListPrice', name: text('List price', 'Precio de lista', 'Prix courant'), dataType: 'Double' },
    { id: 'ItemWeightLb', name: text('Weight (lb)', 'Peso (lb)', 'Poids (lb)'), dataType: 'Double' },
    { id: 'ItemEnabled', name: text('Enabled', 'Habilitado', 'Activé'), dataType: 'Boolean' },
  ],
  Resource: [
    { id: 'ResourceFilename', name: text('File name', 'Archivo', 'Fichier'), dataType: 'String' },
    { id: 'ResourceMimeType', name: text('Media type', 'Tipo', 'Type de média'), dataType: 'String' },
    { id: 'ResourceUrl', name: text('Address', 'Dirección', 'Adresse'), dataType: 'String' },
  ],
  ChannelNode: [
    { id: 'ChannelNodeId', name: text('Node', 'Nodo', 'Nœud'), dataType: 'String' },
    { id: 'ChannelNodeName', name: text('Name', 'Nombre', 'Nom'), dataType: 'LocaleString' },
    { id: 'ChannelNodePath', name: text('Path', 'Ruta', 'Chemin'), dataType: 'String' },
    { id: 'ChannelNodeSortOrder', name: text('Sort order', 'Orden', 'Ordre'), dataType: 'Integer' },
  ],
};
