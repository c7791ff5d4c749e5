import { text, type Text } from './text.ts';

/** A kind of product: the field set, a node of the channel tree, and how its models are called and described. */
export type Family = {
  id: string;
  department: string;
  name: Text;
  /** What a model of it says about itself; `{brand}`, `{model}` and `{size}` are filled in. */
  description: Text;
  /** What its items differ by, and the prefix of their model numbers. */
  sizes: readonly string[];
  sizeUnit: string;
  prefix: string;
  listPrice: readonly [least: number, most: number];
  /** Whether it moves refrigerant, and therefore has an efficiency and a refrigerant. */
  refrigeration: boolean;
};

export const families: readonly Family[] = [
  {
    id: 'condensing_units',
    department: 'equipment',
    name: text('Condensing unit', 'Unidad condensadora', 'Groupe compresseur-condenseur'),
    description: text(
      'The {brand} {model} condenses quietly from {size} tons up: a scroll compressor, a coated coil that stands coastal air, and a service panel that opens with one screw.',
      'La {brand} {model} condensa en silencio desde {size} toneladas: compresor scroll, serpentín revestido para aire costero y un panel que se abre con un solo tornillo.',
      "Le {brand} {model} condense en silence à partir de {size} tonnes : compresseur à spirale, serpentin enduit contre l'air salin et panneau de service à une seule vis.",
    ),
    sizes: ['1.5', '2', '2.5', '3', '3.5', '4', '5'],
    sizeUnit: 'ton',
    prefix: 'CU',
    listPrice: [1180, 4890],
    refrigeration: true,
  },
  {
    id: 'heat_pumps',
    department: 'equipment',
    name: text('Heat pump', 'Bomba de calor', 'Thermopompe'),
    description: text(
      'Heats and cools from one cabinet. The {brand} {model} keeps its full capacity of {size} tons down to 5 °F and defrosts only when the coil asks for it.',
      'Calienta y enfría desde un solo gabinete. La {brand} {model} mantiene sus {size} toneladas hasta -15 °C y descongela solo cuando el serpentín lo pide.',
      "Chauffe et climatise d'un seul boîtier. La {brand} {model} garde ses {size} tonnes jusqu'à -15 °C et ne dégivre que lorsque le serpentin le demande.",
    ),
    sizes: ['2', '3', '4', '5'],
    sizeUnit: 'ton',
    prefix: 'HP',
    listPrice: [1960, 6480],
    refrigeration: true,
  },
  {
    id: 'air_handlers',
    department: 'equipment',
    name: text('Air handler', 'Manejadora de aire', 'Appareil de traitement d’air'),
    description: text(
      'A {size}-ton air handler for closets and attics: {brand} builds the {model} with a constant-torque motor and a drain pan that cannot rust.',
      'Una manejadora de {size} toneladas para clósets y áticos: {brand} arma la {model} con motor de par constante y una bandeja que no se oxida.',
      'Un appareil de {size} tonnes pour placards et combles : {brand} construit le {model} avec un moteur à couple constant et un bac qui ne rouille pas.',
    ),
    sizes: ['2', '2.5', '3', '4'],
    sizeUnit: 'ton',
    prefix: 'AH',
    listPrice: [890, 2740],
    refrigeration: true,
  },
  {
    id: 'gas_furnaces',
    department: 'equipment',
    name: text('Gas furnace', 'Calefactor a gas', 'Fournaise au gaz'),
    description: text(
      'Two stages, {size} kBTU and a sealed combustion chamber. The {brand} {model} fits where a furnace of twenty years ago stood.',
      'Dos etapas, {size} kBTU y cámara de combustión sellada. El {brand} {model} cabe donde estaba el calefactor de hace veinte años.',
      "Deux étages, {size} kBTU et chambre de combustion étanche. La {brand} {model} entre là où se trouvait la fournaise d'il y a vingt ans.",
    ),
    sizes: ['40', '60', '80', '100'],
    sizeUnit: 'kBTU/h',
    prefix: 'GF',
    listPrice: [940, 3120],
    refrigeration: false,
  },
  {
    id: 'thermostats',
    department: 'controls',
    name: text('Thermostat', 'Termostato', 'Thermostat'),
    description: text(
      'Seven-day schedule, {size} stages and a display that can be read from across the room. The {brand} {model} needs no common wire.',
      'Programa de siete días, {size} etapas y una pantalla que se lee desde lejos. El {brand} {model} no necesita cable común.',
      "Horaire de sept jours, {size} étages et un écran lisible de l'autre bout de la pièce. Le {brand} {model} se passe de fil commun.",
    ),
    sizes: ['1', '2', '3'],
    sizeUnit: 'stages',
    prefix: 'TH',
    listPrice: [38, 289],
    refrigeration: false,
  },
  {
    id: 'capacitors',
    department: 'parts',
    name: text('Run capacitor', 'Capacitor de marcha', 'Condensateur de marche'),
    description: text(
      'Dry-filled, {size} µF, with a pressure interrupter. A {brand} {model} is good for 60,000 hours at 158 °F.',
      'Relleno seco, {size} µF, con interruptor de presión. Un {brand} {model} dura 60 000 horas a 70 °C.',
      'À remplissage sec, {size} µF, avec interrupteur de pression. Un {brand} {model} tient 60 000 heures à 70 °C.',
    ),
    sizes: ['5', '7.5', '35/5', '45/5', '55/5'],
    sizeUnit: 'µF',
    prefix: 'RC',
    listPrice: [7, 46],
    refrigeration: false,
  },
  {
    id: 'blower_motors',
    department: 'parts',
    name: text('Blower motor', 'Motor de soplador', 'Moteur de soufflerie'),
    description: text(
      'A {size} HP replacement that fits most cabinets: the {brand} {model} turns either way and remembers its speed taps.',
      'Un reemplazo de {size} HP para casi todos los gabinetes: el {brand} {model} gira en ambos sentidos y recuerda sus velocidades.',
      'Un moteur de rechange de {size} HP pour presque tous les boîtiers : le {brand} {model} tourne dans les deux sens et garde ses vitesses.',
    ),
    sizes: ['1/4', '1/3', '1/2', '3/4'],
    sizeUnit: 'HP',
    prefix: 'BM',
    listPrice: [92, 415],
    refrigeration: false,
  },
  {
    id: 'air_filters',
    department: 'parts',
    name: text('Air filter', 'Filtro de aire', 'Filtre à air'),
    description: text(
      'Pleated, MERV 11, size {size}. {brand} folds the {model} with a moisture-proof frame that keeps its shape in a damp return.',
      'Plisado, MERV 11, medida {size}. {brand} arma el {model} con un marco que no se deforma con la humedad.',
      "Plissé, MERV 11, format {size}. {brand} monte le {model} dans un cadre que l'humidité ne déforme pas.",
    ),
    sizes: ['16x20x1', '16x25x1', '20x20x1', '20x25x4'],
    sizeUnit: 'in',
    prefix: 'AF',
    listPrice: [6, 54],
    refrigeration: false,
  },
  {
    id: 'line_sets',
    department: 'supplies',
    name: text('Line set', 'Juego de líneas', 'Ensemble de conduites'),
    description: text(
      'Seamless copper, {size} ft, insulated end to end. The {brand} {model} arrives capped, dry and flared.',
      'Cobre sin costura, {size} pies, aislado de punta a punta. El {brand} {model} llega sellado, seco y abocardado.',
      "Cuivre sans soudure, {size} pi, isolé d'un bout à l'autre. Le {brand} {model} arrive bouché, sec et évasé.",
    ),
    sizes: ['15', '25', '35', '50'],
    sizeUnit: 'ft',
    prefix: 'LS',
    listPrice: [84, 312],
    refrigeration: false,
  },
  {
    id: 'condensate_pumps',
    department: 'supplies',
    name: text('Condensate pump', 'Bomba de condensado', 'Pompe à condensat'),
    description: text(
      'Lifts {size} ft without being heard. The {brand} {model} has a safety switch and a tank that comes off without tools.',
      'Eleva {size} pies sin que se oiga. La {brand} {model} trae interruptor de seguridad y un tanque que sale sin herramientas.',
      "Relève l'eau de {size} pi sans bruit. La {brand} {model} a un interrupteur de sûreté et un réservoir qui se retire sans outil.",
    ),
    sizes: ['15', '20', '22'],
    sizeUnit: 'ft',
    prefix: 'CP',
    listPrice: [52, 168],
    refrigeration: false,
  },
];
