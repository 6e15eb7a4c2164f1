/** Names the labels that EndpointSlices carry (k8s.io/api discovery/v1 well_known_labels.go). */

/** The Service that a slice belongs to. */
export const serviceNameLabel = "kubernetes.io/service-name";
/** Who made a slice. */
export const managedByLabel = "endpointslice.kubernetes.io/managed-by";
/** On slices of headless Services. */
export const headlessLabel = "service.kubernetes.io/headless";
/** The two controllers that make slices, from selectors and from Endpoints objects. */
export const derivedBy = "endpointslice-controller.k8s.io";
export const mirroredBy = "endpointslicemirroring-controller.k8s.io";
