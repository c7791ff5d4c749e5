import { text, type Text } from './text.ts';

/** The first level of the channel tree. */
export type Department = { id: string; name: Text };

export const departments: readonly Department[] = [
  { id: 'equipment', name: text('Equipment', 'Equipos', 'Équipement') },
  { id: 'controls', name: text('Controls', 'Controles', 'Commandes') },
  { id: 'parts', name: text('Parts', 'Repuestos', 'Pièces') },
  {
    id: 'supplies',
    name: text('Installation supplies', 'Suministros de instalación', "Fournitures d'installation"),
  },
];
