/* A fake of NVIDIA's management library: two linked H100s behind a switch, and a single V100 whose
 * minor number is unknown. FAIL_INIT simulates a missing driver; LOST breaks the second device.
 */
#include <stdio.h>
#include <string.h>

typedef struct { int index; } *Device;
typedef struct {
  char busIdLegacy[16];
  unsigned domain, bus, device, pciDeviceId, pciSubSystemId;
  char busId[32];
} PciInfo;
typedef struct { unsigned long long total, free, used; } Memory;

static struct { int index; } devices[3] = {{0}, {1}, {2}};
static const char *names[3] = {
    "NVIDIA H100 80GB HBM3", "NVIDIA H100 80GB HBM3", "Tesla V100-SXM2-32GB"};
static const unsigned buses[3] = {0x1b, 0x43, 0x9a};

int nvmlInit_v2(void) {
#ifdef FAIL_INIT
  return 9;
#else
  return 0;
#endif
}

int nvmlShutdown(void) { return 0; }

int nvmlDeviceGetCount_v2(unsigned *count) {
  *count = 3;
  return 0;
}

int nvmlDeviceGetHandleByIndex_v2(unsigned index, Device *device) {
#ifdef LOST
  if (index == 1) return 15;
#endif
  *device = (Device)&devices[index];
  return 0;
}

int nvmlDeviceGetName(Device device, char *name, unsigned length) {
  snprintf(name, length, "%s", names[device->index]);
  return 0;
}

int nvmlDeviceGetMemoryInfo(Device device, Memory *memory) {
  memory->total = device->index == 2 ? 34359738368ull : 85520809984ull;
  memory->free = memory->total;
  memory->used = 0;
  return 0;
}

int nvmlDeviceGetUUID(Device device, char *uuid, unsigned length) {
  snprintf(uuid, length, "GPU-0000000%d-aaaa-bbbb-cccc-dddddddddddd", device->index);
  return 0;
}

/* The third card has no energy counter. Every call returns 250 J more. */
int nvmlDeviceGetTotalEnergyConsumption(Device device, unsigned long long *millijoules) {
  static unsigned long long drawn[8];
  if (device->index == 2) return 3;
  drawn[device->index] += 250000;
  *millijoules = drawn[device->index];
  return 0;
}

int nvmlDeviceGetMinorNumber(Device device, unsigned *minor) {
  if (device->index == 2) return 3;
  *minor = device->index;
  return 0;
}

static void at(PciInfo *info, unsigned bus) {
  memset(info, 0, sizeof *info);
  info->bus = bus;
  snprintf(info->busId, sizeof info->busId, "00000000:%02X:00.0", bus);
}

int nvmlDeviceGetPciInfo_v3(Device device, PciInfo *info) {
  at(info, buses[device->index]);
  return 0;
}

int nvmlDeviceGetNvLinkState(Device device, unsigned link, int *active) {
  if (device->index == 2 || link >= 4) return 3;
  *active = link != 3;
  return 0;
}

int nvmlDeviceGetNvLinkRemotePciInfo_v2(Device device, unsigned link, PciInfo *info) {
  (void)device;
  at(info, 0xa0 + (link & 1)); /* two switches, each linked to both */
  return 0;
}
