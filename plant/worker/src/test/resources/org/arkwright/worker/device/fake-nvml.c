/* A fake of NVIDIA's management library: two linked H100s behind a switch, and a single V100 whose
 * minor number is unknown. FAIL_INIT simulates a missing driver; LOST breaks the second device;
 * BUSY_FOLDER is where bench/gpu/fake-cuda.c notes for how long each device was busy, so that
 * energy and power follow from time; DEVICES is how many there are.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#ifndef DEVICES
#define DEVICES 3
#endif

typedef struct { int index; } *Device;
typedef struct {
  char busIdLegacy[16];
  unsigned domain, bus, device, pciDeviceId, pciSubSystemId;
  char busId[32];
} PciInfo;
typedef struct { unsigned long long total, free, used; } Memory;
typedef struct { unsigned gpu, memory; } Rates;

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
  *count = DEVICES;
  return 0;
}

int nvmlSystemGetDriverVersion(char *version, unsigned length) {
  snprintf(version, length, "0.0.fake");
  return 0;
}

int nvmlDeviceGetHandleByIndex_v2(unsigned index, Device *device) {
  if (index >= DEVICES) return 2;
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
  memory->used = 1073741824ull * (device->index + 1);
  memory->free = memory->total - memory->used;
  return 0;
}

int nvmlDeviceGetUUID(Device device, char *uuid, unsigned length) {
  snprintf(uuid, length, "GPU-0000000%d-aaaa-bbbb-cccc-dddddddddddd", device->index);
  return 0;
}

#ifdef BUSY_FOLDER
#define IDLE_WATTS 70
#define BUSY_WATTS 600

/* The nanoseconds for which a device was busy so far, and whether it was in the last half second. */
static double busy(Device device, int *lately) {
  char path[512];
  double nanos = 0;
  struct stat noted;
  struct timespec now;
  snprintf(path, sizeof path, "%s/busy-%d", BUSY_FOLDER, device->index);
  *lately = 0;
  FILE *file = fopen(path, "r");
  if (file == NULL) return 0;
  if (fscanf(file, "%lf", &nanos) != 1) nanos = 0;
  clock_gettime(CLOCK_REALTIME, &now);
  if (fstat(fileno(file), &noted) == 0) {
    *lately = (now.tv_sec - noted.st_mtim.tv_sec) * 1e9 + now.tv_nsec - noted.st_mtim.tv_nsec < 5e8;
  }
  fclose(file);
  return nanos;
}
#endif

/* The third card has no energy counter. Of the others every call returns 250 J more, or what time
 * and load make of it. */
int nvmlDeviceGetTotalEnergyConsumption(Device device, unsigned long long *millijoules) {
#ifdef BUSY_FOLDER
  int lately;
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  *millijoules = IDLE_WATTS * (now.tv_sec * 1000ull + now.tv_nsec / 1000000)
      + (unsigned long long)((BUSY_WATTS - IDLE_WATTS) * busy(device, &lately) / 1e6);
  return 0;
#endif
  static unsigned long long drawn[8];
  if (device->index == 2) return 3;
  drawn[device->index] += 250000;
  *millijoules = drawn[device->index];
  return 0;
}

int nvmlDeviceGetPowerUsage(Device device, unsigned *milliwatts) {
  if (device->index == 2) return 3;
#ifdef BUSY_FOLDER
  int lately;
  busy(device, &lately);
  *milliwatts = 1000 * (lately ? BUSY_WATTS : IDLE_WATTS);
#else
  *milliwatts = 512345;
#endif
  return 0;
}

int nvmlDeviceGetTemperature(Device device, int sensor, unsigned *celsius) {
  if (sensor != 0) return 2;
  *celsius = 60 + device->index;
  return 0;
}

int nvmlDeviceGetUtilizationRates(Device device, Rates *rates) {
  rates->gpu = 97;
#ifdef BUSY_FOLDER
  int lately;
  busy(device, &lately);
  rates->gpu = lately ? 100 : 0;
#else
  (void)device;
#endif
  rates->memory = 12;
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
